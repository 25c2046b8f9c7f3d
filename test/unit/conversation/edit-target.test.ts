import { describe, expect, it } from 'vitest';

import { decideEditTarget, type EditFacts } from '../../../src/core/conversation/edit-target.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import type { PictureSource } from '../../../src/core/jobs/request.ts';
import {
  deliveredJob,
  failedTake,
  paintedTake,
  sampleConversation,
  sampleJob,
} from '../../support/sample-job.ts';

const message = { conversation: sampleConversation, messageId: 'm1' };

function own(count: number): PictureSource[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'stored', hash: `own-${index}` }));
}

function theirs(count: number): PictureSource[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'message', message, index }));
}

function ofJob(jobId: string, count: number): PictureSource[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'job', jobId, index }));
}

function reply(job: RenderJob | null, pictures: PictureSource[] = []): Partial<EditFacts> {
  return { repliedTo: { message, job, pictures } };
}

const delivered = deliveredJob({ id: 'fox' });
const latest = deliveredJob({ id: 'latest' });
const four = deliveredJob({
  id: 'four',
  takes: [paintedTake(0), failedTake(1, 'blocked'), paintedTake(2), paintedTake(3)],
});
const forgotten = deliveredJob({ id: 'old', takes: [paintedTake(0, { pictures: null })] });
const painting = sampleJob({ id: 'young', state: 'rendering' });
const failed = sampleJob({ id: 'sad', state: 'failed', takes: [failedTake(0, 'blocked')] });
const cancelled = sampleJob({ id: 'stopped', state: 'cancelled' });

function decide(facts: Partial<EditFacts>): ReturnType<typeof decideEditTarget> {
  return decideEditTarget({
    addressed: true,
    ownPictures: [],
    repliedTo: null,
    latestInThread: null,
    inThread: false,
    text: 'make it night',
    ...facts,
  });
}

describe('the pictures that a message means', () => {
  const cases: [string, Partial<EditFacts>, PictureSource[], string | null][] = [
    ['its own', { ownPictures: own(2) }, own(2), null],
    [
      'its own before the latest of the thread',
      { ownPictures: own(1), latestInThread: latest, inThread: true },
      own(1),
      null,
    ],
    ['those of the job that it answers', reply(delivered), ofJob('fox', 1), 'fox'],
    ['all pictures of that job, without the ones that failed', reply(four), ofJob('four', 3), 'four'],
    ['the job rather than the message that shows it', reply(delivered, theirs(1)), ofJob('fox', 1), 'fox'],
    ['those of the message that it answers', reply(null, theirs(3)), theirs(3), null],
    [
      'the answered job rather than the latest',
      { ...reply(delivered), latestInThread: latest, inThread: true },
      ofJob('fox', 1),
      'fox',
    ],
    [
      'the answered picture rather than the latest',
      { ...reply(null, theirs(1)), latestInThread: latest, inThread: true },
      theirs(1),
      null,
    ],
    [
      'the answered job first, its own as references',
      { ...reply(delivered), ownPictures: own(2) },
      [...ofJob('fox', 1), ...own(2)],
      'fox',
    ],
    [
      'the answered pictures first, its own as references',
      { ...reply(null, theirs(2)), ownPictures: own(1) },
      [...theirs(2), ...own(1)],
      null,
    ],
    ['the latest of the thread', { latestInThread: latest, inThread: true }, ofJob('latest', 1), 'latest'],
    [
      'the latest of the thread, when the answered message has no picture',
      { ...reply(null), latestInThread: latest, inThread: true },
      ofJob('latest', 1),
      'latest',
    ],
    ['its own, when the answered job failed', { ...reply(failed), ownPictures: own(1) }, own(1), null],
    [
      'its own, when the answered job is forgotten',
      { ...reply(forgotten), ownPictures: own(1) },
      own(1),
      null,
    ],
    ['fourteen of its own', { ownPictures: own(14) }, own(14), null],
    [
      'an answered job and thirteen of its own',
      { ...reply(delivered), ownPictures: own(13) },
      [...ofJob('fox', 1), ...own(13)],
      'fox',
    ],
  ];
  it.each(cases)('are %s', (_, facts, sources, parentJobId) => {
    expect(decide(facts)).toEqual({ kind: 'sources', sources, parentJobId });
  });
});

describe('a message that means no picture', () => {
  const cases: [string, Partial<EditFacts>, string, RegExp][] = [
    ['nowhere is one', {}, 'no_picture', /Reply to a picture/],
    ['it answers words', reply(null), 'no_picture', /Reply to a picture/],
    ['the thread has none yet', { inThread: true }, 'no_picture', /Reply to a picture/],
    ['the latest is of no thread', { latestInThread: latest }, 'no_picture', /Reply to a picture/],
    ['the job is still painting', reply(painting), 'no_picture', /still being painted/],
    [
      'the job is still painting, own pictures or not',
      { ...reply(painting), ownPictures: own(1) },
      'no_picture',
      /still being painted/,
    ],
    [
      'the job is being posted',
      reply({ ...delivered, state: 'delivering' }),
      'no_picture',
      /still being painted/,
    ],
    ['the job failed', reply(failed), 'no_picture', /failed/],
    ['the job was cancelled', reply(cancelled), 'no_picture', /cancelled/],
    ['the picture is no longer kept', reply(forgotten), 'picture_gone', /no longer kept/],
    ['it says nothing', { ...reply(delivered), text: ' \n' }, 'bad_prompt', /what to change/],
    ['it has too many', { ownPictures: own(15) }, 'too_many_pictures', /15 pictures.*14 at most/],
    [
      'base and references are too many',
      { ...reply(four), ownPictures: own(12) },
      'too_many_pictures',
      /15 pictures/,
    ],
  ];
  it.each(cases)('is refused in words where %s', (_, facts, code, words) => {
    const target = decide(facts);
    expect(target).toMatchObject({ kind: 'refuse', error: { code, charged: 'no' } });
    expect(target.kind === 'refuse' && target.error.message).toMatch(words);
  });
});

describe('a message that is not meant for the bot', () => {
  const cases: [string, Partial<EditFacts>][] = [
    ['has pictures', { ownPictures: own(1) }],
    ['answers a picture', reply(null, theirs(1))],
    ['stands in a thread with a picture', { latestInThread: latest, inThread: true }],
    ['has too many pictures', { ownPictures: own(15) }],
    ['is empty', { text: '' }],
  ];
  it.each(cases)('is left alone when it %s', (_, facts) => {
    expect(decide({ ...facts, addressed: false })).toEqual({ kind: 'ignore' });
  });
});
