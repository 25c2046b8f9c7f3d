import { createHash } from 'node:crypto';

import {
  PlatformError,
  deadlineSignal,
  excerpt,
  findRule,
  type Clock,
  type HostRule,
  type OutgoingPicture,
} from '../core/index.ts';
import type { Delivery, UploadedFile } from './deliveries.ts';
import { MAX_ALT_TEXT_CHARS, MAX_PICTURES, UPLOAD_TIMEOUT_MS } from './limits.ts';
import type { Where } from './message-calls.ts';
import type { SlackCalls } from './web-calls.ts';
import { platformErrorOf, unavailable } from './web-errors.ts';

export interface UploadOptions {
  calls: SlackCalls;
  clock: Clock;
  /** As in `SLACK_FILE_HOSTS`. */
  hosts: readonly HostRule[];
}

/**
 * How long to wait before each look whether a file is ready: ten seconds together. Slack completes an upload in its own time, and refuses
 * a block with a file that is not ready (observed by others: mostly one to three seconds). Looks are few, because a workspace takes as
 * many of them in a minute as it has uploads: most files are ready at the first.
 */
const READY_WAITS_MS: readonly number[] = [2000, 1000, 2000, 5000];
const TOO_LARGE_STATUS = 413;
const SERVER_FAULTS = 500;
const DIGEST_CHARS = 16;

/**
 * Uploads pictures as files that nobody sees yet, in order. What an earlier try has uploaded is used again.
 *
 * @param remember called with the new file's id before its upload is completed: from then on it may be seen.
 */
export async function uploadPictures(
  pictures: readonly OutgoingPicture[],
  known: Delivery['files'],
  remember: (index: number, file: UploadedFile) => Promise<void>,
  options: UploadOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [index, picture] of pictures.slice(0, MAX_PICTURES).entries()) {
    const digest = digestOf(picture);
    const earlier = known[index];
    const isThere = earlier?.digest === digest && (await readiness(earlier.id, options.calls, signal));
    if (isThere === true) ids.push(earlier.id);
    else {
      const id = await sendBytes(picture, options, signal);
      await remember(index, { id, digest });
      await options.calls.completeUpload([{ id, title: picture.fileName }], null, signal);
      ids.push(id);
    }
  }
  return ids;
}

/** Uploads pictures straight into a place, where Slack will not show them in blocks. */
export async function uploadInto(
  where: Where,
  pictures: readonly OutgoingPicture[],
  remember: (index: number, file: UploadedFile) => Promise<void>,
  options: UploadOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const files: { id: string; title: string }[] = [];
  for (const [index, picture] of pictures.slice(0, MAX_PICTURES).entries()) {
    const id = await sendBytes(picture, options, signal);
    await remember(index, { id, digest: digestOf(picture) });
    files.push({ id, title: picture.fileName });
  }
  const [first, ...rest] = files;
  if (first) await options.calls.completeUpload([first, ...rest], where, signal);
  return files.map(({ id }) => id);
}

/** Resolves when every file can be shown in a block, or when that takes so long that only a try can tell. */
export async function waitUntilReady(
  fileIds: readonly string[],
  { calls, clock }: UploadOptions,
  signal: AbortSignal,
): Promise<void> {
  let pending = fileIds;
  for (const waitMs of READY_WAITS_MS) {
    await clock.sleep(waitMs, signal);
    while (pending[0] !== undefined) {
      const isReady = await readiness(pending[0], calls, signal);
      if (isReady === 'untold') return;
      if (!isReady) break;
      pending = pending.slice(1);
    }
    if (pending.length === 0) return;
  }
}

/** Slack tells the type of a file once it has looked at its bytes. `untold`: it lets nobody ask. */
async function readiness(
  fileId: string,
  calls: SlackCalls,
  signal: AbortSignal,
): Promise<boolean | 'untold'> {
  try {
    return Boolean((await calls.fileInfo(fileId, signal, 'short')).mimetype);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // A file that was never completed, or that somebody deleted, is uploaded anew.
    if (error.reason === 'gone') return false;
    // The picture is paid, and a limit that is met, or a right that is lost meanwhile, is no reason to keep it back.
    if (error.reason === 'rate_limited') return false;
    if (error.reason === 'missing_permission') return 'untold';
    throw error;
  }
}

async function sendBytes(
  picture: OutgoingPicture,
  { calls, clock, hosts }: UploadOptions,
  parent: AbortSignal,
): Promise<string> {
  const asked = await calls.askForUpload(
    {
      fileName: picture.fileName,
      sizeBytes: picture.bytes.byteLength,
      altText: excerpt(picture.altText, MAX_ALT_TEXT_CHARS),
    },
    parent,
  );
  const url = URL.parse(asked.upload_url);
  if (url === null || findRule(hosts, url) === null)
    throw new PlatformError('rejected', 'Slack named a host for uploads that is not listed.', {
      retry: 'user_may',
      details: { host: url?.host ?? null },
    });
  const overdue = (): PlatformError => unavailable(new Error('The upload took too long.'));
  const { signal, clear } = deadlineSignal(clock, UPLOAD_TIMEOUT_MS, overdue, parent);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      // A view without a copy; fetch wants to know that the memory is not shared.
      body: picture.bytes as Uint8Array<ArrayBuffer>,
      redirect: 'error',
      signal,
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw refusedUpload(answer.status);
  } catch (error) {
    parent.throwIfAborted();
    // Bytes alone are seen by nobody, so the same upload may be made again.
    throw platformErrorOf(error, 'edit');
  } finally {
    clear();
  }
  return asked.file_id;
}

function refusedUpload(status: number): PlatformError {
  const details = { details: { status } };
  if (status === TOO_LARGE_STATUS)
    return new PlatformError('payload_too_large', 'The file is too large for this workspace.', details);
  const isTransient = status >= SERVER_FAULTS || status === 429 || status === 408;
  return isTransient
    ? unavailable(new Error('Refused.'), details)
    : new PlatformError('rejected', 'Slack refused the bytes of a file.', { retry: 'user_may', ...details });
}

function digestOf(picture: OutgoingPicture): string {
  return createHash('sha256').update(picture.bytes).digest('hex').slice(0, DIGEST_CHARS);
}
