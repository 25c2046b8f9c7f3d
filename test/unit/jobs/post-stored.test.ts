import { beforeEach, describe, expect, it } from 'vitest';

import { InternalError, PlatformError, SegmindError, StoreError } from '../../../src/core/errors.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { postStoredOnce } from '../../../src/core/jobs/post-stored.ts';
import type { OutgoingPicture } from '../../../src/core/presenting/presenter.ts';
import { jobView } from '../../../src/core/presenting/views.ts';
import { deliveredJob } from '../../support/sample-job.ts';

const job = deliveredJob();
const view = jobView(job, { now: 0, placeInLine: null, estimateMs: null, pricePerImageUsd: 0.042 });
const STOPPED = new InternalError('The bot is stopping.');

let stop: AbortController;
/** What the program does when it is asked for the pictures. */
let outgoing: () => Promise<readonly OutgoingPicture[]>;
let posts: number;

beforeEach(() => {
  stop = new AbortController();
  outgoing = () => Promise.resolve([]);
  posts = 0;
});

function postOnce(post: () => Promise<string>): Promise<string | null> {
  const bot = { outgoing: () => outgoing(), view: () => view };
  return postStoredOnce(job, { bot, logger: silentLogger, signal: stop.signal }, () => {
    posts += 1;
    return post();
  });
}

function failing(error: Error): () => Promise<string> {
  return () => Promise.reject(error);
}

describe('what is posted once', () => {
  it('comes to what its post comes to', async () => {
    expect(await postOnce(() => Promise.resolve('here'))).toBe('here');
  });

  it('surely does not stand there where the chat refused it', async () => {
    const refused = new PlatformError('missing_permission', 'No.');
    await expect(postOnce(failing(refused))).rejects.toBe(refused);
  });

  it('surely does not stand there where it was stopped before anything was posted', async () => {
    outgoing = () => {
      stop.abort(STOPPED);
      return Promise.resolve([]);
    };
    await expect(postOnce(() => Promise.resolve('here'))).rejects.toBe(STOPPED);
    expect(posts).toBe(0);
  });

  it('surely does not stand there where smaller pictures cannot be made of those that were too large', async () => {
    const gone = new SegmindError('output_unreadable', 'Gone.');
    await expect(
      postOnce(() => {
        outgoing = () => Promise.reject(gone);
        return Promise.reject(new PlatformError('payload_too_large', 'Too large.'));
      }),
    ).rejects.toBe(gone);
  });

  it.each([
    ['the chat did not answer', new PlatformError('outcome_unknown', 'Silence.')],
    ['the post could not be written down', new StoreError('disk_full', 'Full.')],
    ['a library threw', new Error('socket hang up')],
  ])('may stand there where %s', async (_, error) => {
    expect(await postOnce(failing(error))).toBeNull();
  });

  it('may stand there where a stop cut it off, whatever it says then', async () => {
    const post = (): Promise<string> => {
      stop.abort(STOPPED);
      return Promise.reject(new PlatformError('unavailable', 'Down.'));
    };
    expect(await postOnce(post)).toBeNull();
  });
});
