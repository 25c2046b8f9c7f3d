import { UserError } from '../errors.ts';
import { refusedAddress, shownHost } from './check-address.ts';

/** Statuses that may be another one the next time: too early, too many, and everything that is the server's own fault. */
const TRANSIENT_STATUSES: readonly number[] = [408, 425, 429];
const SERVER_FAULTS = 500;

const MEGABYTE = 1024 * 1024;

export function tooLarge(url: URL, maxBytes: number): UserError {
  return new UserError(
    'picture_too_large',
    `The picture on ${shownHost(url)} is larger than ${roundedMb(maxBytes)} MB.`,
  );
}

/** The connection failed or was cut: the next try may succeed. */
export function noAnswer(url: URL, cause: unknown): UserError {
  return new UserError('picture_unreachable', `${shownHost(url)} could not be reached.`, {
    cause,
    retry: 'safe',
    details: { host: shownHost(url) },
  });
}

/** An answer without a picture in it. */
export function badAnswer(url: URL, status: number): UserError {
  const host = shownHost(url);
  const details = { host, status };
  if (TRANSIENT_STATUSES.includes(status) || status >= SERVER_FAULTS)
    return new UserError('picture_unreachable', `${host} failed to send the picture (${status}).`, {
      retry: 'safe',
      details,
    });
  if (status >= 300 && status < 400) return refusedAddress(`${host} leads to nowhere (${status}).`);
  if (status < 300)
    return new UserError('picture_unreadable', `${host} sent something else than a picture.`, { details });
  return new UserError('picture_gone', `${host} does not give the picture (${status}); it may be gone.`, {
    details,
  });
}

function roundedMb(bytes: number): number {
  return Math.round((bytes / MEGABYTE) * 10) / 10;
}
