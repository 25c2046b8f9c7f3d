import { BotError, StoreError, type StoreErrorCode } from '../core/index.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** A file system's error in the program's words. `what` says what could not be done; errors of ours pass as they are. */
export function fileError(error: unknown, what: string): BotError {
  if (error instanceof BotError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const reason: StoreErrorCode = FULL.has(code) ? 'disk_full' : 'unreadable';
  const why = FULL.has(code) ? 'The disk is full.' : `The system says ${code}.`;
  return new StoreError(reason, `${what} ${why}`, { cause: error, details: { systemCode: code } });
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
