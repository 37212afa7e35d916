/**
 * Whether a name promises music. What promises it and is none is told to the operator; a picture or a text beside the
 * music is passed over in silence.
 */
export function claimsToBeMusic(path: string): boolean {
  return /\.(mp[123]|mpga|flac|og[ga]|opus|m4[abr]|mp4|aac|wave?|aiff?|wma|ape|alac|mka|webm|wv|mpc|dsf|amr|au|mid|midi)$/i.test(path);
}
