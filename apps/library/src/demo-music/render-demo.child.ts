import { writeFileSync } from 'node:fs';
import { composePiece } from './compose/compose-piece';
import { coverPicture } from './cover-picture';
import { pieces } from './pieces';
import { renderScore } from './synth/render-score';
import { encodeWav } from './synth/encode-wav';

/** What the child is asked: piece `index` as a WAV, and its cover. */
export interface RenderRequest {
  index: number;
  wavFile: string;
  coverFile: string;
}
export type RenderReply = { index: number; problem?: string };

function render({ index, wavFile, coverFile }: RenderRequest): void {
  const piece = pieces[index];
  if (piece === undefined) throw new Error(`there is no piece ${index}`);
  writeFileSync(coverFile, coverPicture(...piece.colours, piece.seed));
  writeFileSync(wavFile, encodeWav(renderScore(composePiece(piece), piece)));
}

process.on('message', (request: RenderRequest) => {
  const reply: RenderReply = { index: request.index };
  try {
    render(request);
  } catch (error) {
    reply.problem = String(error);
  }
  process.send?.(reply);
});
// Who asked is gone: nobody wants the rest.
process.on('disconnect', () => process.exit(0));
