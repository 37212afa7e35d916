/** Where ffmpeg is looked for. */
export function programSearchPath(): string {
  return process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
}
