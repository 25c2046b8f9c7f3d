/** Node's and undici's codes for a connection that never came about. */
const NO_CONNECTION: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Whether a call failed before there was a connection, so that nothing can have come of it. */
export function isNeverSent(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return [thrown, thrown.cause].some(
    (error) => error instanceof Error && 'code' in error && NO_CONNECTION.includes(error.code),
  );
}
