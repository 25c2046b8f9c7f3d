import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageRef } from '../../../src/core/conversation/refs.ts';
import { PlatformError } from '../../../src/core/errors.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import {
  createPrivateShares,
  type PrivateShares,
  type ShareOutcome,
  type ShareWay,
} from '../../../src/core/jobs/private-shares.ts';
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
  canLook?: boolean;
  /** What a look finds there. */
  found?: MessageRef | null | 'begun' | 'unknown';
  post?: () => Promise<MessageRef>;
}

async function share({
  place = 'here',
  canLook = true,
  found = null,
  post,
}: Place = {}): Promise<ShareOutcome> {
  const { origin } = rig.draft();
  const access = { roleIds: [], channelIds: [], ageRestricted: false };
  const way: ShareWay = {
    place,
    canLook,
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
  return shares.share(jobId, context, way);
}

const POSTED = { outcome: 'posted', message: MESSAGE, job: { sharedAt: expect.any(Number) as number } };
const silent = (): Promise<MessageRef> => Promise.reject(SILENCE);
const refused = (): Promise<MessageRef> => Promise.reject(REFUSED);
const sharedAt = async (): Promise<number | null> => (await rig.job(jobId)).sharedAt;

describe('a private picture', () => {
  it('is posted once, and is everybody’s from then on', async () => {
    const post = async (): Promise<MessageRef> => {
      expect(await sharedAt()).toBeNull();
      return MESSAGE;
    };
    expect(await share({ post })).toMatchObject(POSTED);
    expect(await sharedAt()).not.toBeNull();
    await expect(share()).rejects.toMatchObject({ code: 'too_late' });
    expect({ looks, posts }).toEqual({ looks: 0, posts: 1 });
  });

  it('is promised no look where nobody can look', async () => {
    expect(await share({ canLook: false, post: silent })).toEqual({ outcome: 'open', why: 'cannot_tell' });
  });

  it('is posted once by two clicks at the same time', async () => {
    const both = await Promise.allSettled([share(), share()]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(posts).toBe(1);
  });

  it('that was surely not posted can be shared elsewhere', async () => {
    await expect(share({ post: refused })).rejects.toBe(REFUSED);
    expect(await sharedAt()).toBeNull();
    expect(await share({ place: 'there' })).toMatchObject(POSTED);
    expect(looks).toBe(0);
  });
});

describe('a share of which nobody knows whether it was posted', () => {
  let told: ShareOutcome;
  beforeEach(async () => {
    told = await share({ post: silent });
    shares = program();
    posts = 0;
  });

  it('is told as that, leaves what comes of it private, and its button where it is', async () => {
    expect(told).toEqual({ outcome: 'open', why: 'not_heard' });
    const job = await rig.job(jobId);
    expect(job.sharedAt).toBeNull();
    expect(rig.bot.view(job).actions.map(({ label }) => label)).toContain('Share here');
    const varied = await rig.act('vary', jobId);
    expect(varied).toMatchObject({ outcome: 'accepted', job: { request: { audience: 'requester' } } });
  });

  it('is looked for by the next click', async () => {
    expect(await share({ found: MESSAGE })).toMatchObject(POSTED);
    expect(posts).toBe(0);
    expect(await sharedAt()).not.toBeNull();
  });

  it('is posted where it surely is not there, and free for another place where that is refused', async () => {
    await expect(share({ post: refused })).rejects.toBe(REFUSED);
    expect(await share({ place: 'there' })).toMatchObject(POSTED);
    expect({ looks, posts }).toEqual({ looks: 1, posts: 2 });
  });

  it('goes on where a part of it stands, and nowhere else, also when the rest is refused', async () => {
    await expect(share({ found: 'begun', post: refused })).rejects.toBe(REFUSED);
    expect(await share({ place: 'there' })).toEqual({ outcome: 'open', why: 'elsewhere' });
    expect(await share({ found: 'begun' })).toMatchObject(POSTED);
  });

  it('stays open where nobody can look, and in every other place', async () => {
    expect(await share({ found: 'unknown' })).toEqual({ outcome: 'open', why: 'cannot_tell' });
    expect(await share({ place: 'there' })).toEqual({ outcome: 'open', why: 'elsewhere' });
    expect({ looks, posts }).toEqual({ looks: 1, posts: 0 });
    expect(await sharedAt()).toBeNull();
  });

  it('is looked for once by two clicks at the same time', async () => {
    await Promise.allSettled([share(), share()]);
    expect({ looks, posts }).toEqual({ looks: 1, posts: 1 });
  });
});
