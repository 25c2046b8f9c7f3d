import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageRef } from '../../../src/core/conversation/refs.ts';
import { PlatformError } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import {
  createPrivateShares,
  type PrivateShares,
  type ShareWay,
} from '../../../src/core/presenting/private-shares.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleConversation, sampleRequester } from '../../support/sample-job.ts';

const MESSAGE: MessageRef = { conversation: sampleConversation, messageId: 'shared' };
const SILENCE = new PlatformError('outcome_unknown', 'Silence.');
const REFUSED = new PlatformError('missing_permission', 'No.');

let rig: JobRig;
let shares: PrivateShares;
let jobId: string;
let looks: number;
let posts: number;

/** As a program that has just begun: what is under way is not known to it. */
function program(): PrivateShares {
  const { bot, clock, stores } = rig;
  const { signal } = new AbortController();
  return createPrivateShares({ bot, notes: stores.notes, clock, logger: silentLogger, signal });
}

beforeEach(async () => {
  rig = new JobRig();
  await rig.running.start();
  ({ id: jobId } = await rig.accepted({ audience: 'requester' }));
  await rig.ended(jobId);
  shares = program();
  looks = 0;
  posts = 0;
});
afterEach(() => rig.running.stop());

interface Place {
  place?: string;
  /** What a look finds there. */
  found?: MessageRef | null | 'unknown';
  post?: () => Promise<MessageRef>;
}

async function share({ place = 'here', found = null, post }: Place = {}): Promise<MessageRef | null> {
  const { origin } = rig.draft();
  const access = { roleIds: [], channelIds: [], ageRestricted: false };
  const way: ShareWay = {
    place,
    find: () => {
      looks += 1;
      return Promise.resolve(found);
    },
    post: () => {
      posts += 1;
      return post ? post() : Promise.resolve(MESSAGE);
    },
  };
  const context = { requester: sampleRequester, access, origin, isModerator: false };
  return (await shares.share(jobId, context, way)).message;
}

const silent = (): Promise<MessageRef> => Promise.reject(SILENCE);
const refused = (): Promise<MessageRef> => Promise.reject(REFUSED);
const job = (): Promise<RenderJob> => rig.job(jobId);

describe('a private picture', () => {
  it('is posted once, and marked before', async () => {
    const post = async (): Promise<MessageRef> => {
      expect((await job()).sharedAt).not.toBeNull();
      return MESSAGE;
    };
    expect(await share({ post })).toBe(MESSAGE);
    await expect(share()).rejects.toMatchObject({ code: 'too_late' });
    expect(await shares.isOpen(await job())).toBe(false);
    expect({ looks, posts }).toEqual({ looks: 0, posts: 1 });
  });

  it('is posted once by two clicks at the same time', async () => {
    const both = await Promise.allSettled([share(), share()]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(posts).toBe(1);
  });

  it('that was surely not posted can be shared elsewhere', async () => {
    await expect(share({ post: refused })).rejects.toBe(REFUSED);
    expect((await job()).sharedAt).toBeNull();
    expect(await share({ place: 'there' })).toBe(MESSAGE);
    expect(looks).toBe(0);
  });
});

describe('a share of which nobody knows whether it was posted', () => {
  beforeEach(async () => {
    await share({ post: silent });
    shares = program();
    posts = 0;
  });

  it('is open, and is looked for by the next click', async () => {
    expect(await shares.isOpen(await job())).toBe(true);
    expect(await share({ found: MESSAGE })).toBe(MESSAGE);
    expect(posts).toBe(0);
    expect(await shares.isOpen(await job())).toBe(false);
  });

  it('is posted where it surely is not there', async () => {
    expect(await share()).toBe(MESSAGE);
    expect({ looks, posts }).toEqual({ looks: 1, posts: 1 });
  });

  it('stays unknown where nobody can look, and in every other place', async () => {
    expect(await share({ found: 'unknown' })).toBeNull();
    expect(await share({ place: 'there' })).toBeNull();
    expect({ looks, posts }).toEqual({ looks: 1, posts: 0 });
    expect((await job()).sharedAt).not.toBeNull();
  });

  it('is looked for once by two clicks at the same time', async () => {
    await Promise.allSettled([share(), share()]);
    expect({ looks, posts }).toEqual({ looks: 1, posts: 1 });
  });
});
