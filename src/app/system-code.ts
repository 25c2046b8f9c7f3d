/** The operating system's own code for what went wrong, such as `ENOSPC`; else what the error says of itself. */
export function systemCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'nothing that could be read';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
