import { describe, expect, it } from 'vitest';

import { SegmindError, UserError } from '../../../src/core/errors.ts';
import { JobRig } from '../../support/job-rig.ts';
import { contentBlock, lostAnswer } from '../../support/scripted-segmind.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

describe('the life of a job', () => {
  it('leads from the request to the picture in the same conversation', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted({ prompt: 'a red fox --ar 16:9' });
    const job = await rig.ended(id);
    expect(job).toMatchObject({ state: 'delivered', handle: null, failure: null });
    expect(job.resultMessages).toHaveLength(1);
    expect(rig.presenter.timesShown(id)).toBe(1);
    expect(rig.segmind.submits.map(({ input }) => input)).toMatchObject([
      { prompt: 'a red fox', parameters: { aspectRatio: '16:9', seed: job.takes[0]?.seed }, imageUrls: [] },
    ]);
    const shown = rig.presenter.messages.at(-1)?.pictures[0];
    expect(new TextDecoder().decode(shown?.bytes)).toBe(
      'picture at https://images.segmind.com/request-1.jpg',
    );
    await rig.running.stop();
  });

  it('tells each state on one message and ends with the last', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    const status = rig.presenter.messages.find(({ view }) => view?.jobId === id);
    expect(rig.presenter.callsOf('announce')).toHaveLength(1);
    expect(status?.view?.status).toBe('COMPLETED');
    expect(rig.presenter.calls.at(-1)?.method).toBe('deliver');
    await rig.running.stop();
  });

  it('writes each take as submitting before the submit leaves, and its request id before the first look', async () => {
    const rig = new JobRig();
    const seen: string[] = [];
    rig.segmind.beforeCall = async (call) => {
      const take = (await rig.stores.jobs.list({ limit: 1 }))[0]?.takes[0];
      seen.push(`${call}: ${take?.state} ${take?.requestId}`);
    };
    await rig.running.start();
    await rig.ended((await rig.accepted()).id);
    expect(seen).toEqual(['submit: submitting null', 'follow: queued request-1']);
    await rig.running.stop();
  });

  it('paints each take with its own seed and delivers all pictures in one message', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted({ prompt: 'a fox --seed 41 --count 4' });
    const job = await rig.ended(id);
    expect(rig.segmind.submits.map(({ input }) => input.parameters.seed)).toEqual([41, 42, 43, 44]);
    expect(job.resultMessages).toHaveLength(1);
    expect(rig.presenter.messages.at(-1)?.pictures.map(({ fileName }) => fileName)).toHaveLength(4);
    await rig.running.stop();
  });

  it('delivers what was painted and tells of each take that was not, with what it was charged', async () => {
    const rig = await startedRig();
    rig.segmind.plan({}, { failed: contentBlock() }, { submit: lostAnswer() }, {});
    const { id } = await rig.accepted({ prompt: 'a fox --count 4' });
    const job = await rig.ended(id);
    expect(job.state).toBe('delivered');
    expect(job.takes.map(({ state }) => state)).toEqual(['painted', 'failed', 'failed', 'painted']);
    expect(job.takes.map(({ failure }) => failure?.charged ?? null)).toEqual([null, 'no', 'unknown', null]);
    expect(rig.lastView(id)).toMatch(
      /Picture 2 of 4: .*blocked.* Nothing was charged\..*Picture 3 of 4: .*may have been charged/,
    );
    await rig.running.stop();
  });

  it('uploads its references once for all takes, in their order', async () => {
    const rig = await startedRig();
    const [first, second] = await Promise.all([1, 2].map((byte) => rig.bot.takePicture(Uint8Array.of(byte))));
    const { id } = await rig.accepted({
      kind: 'edit',
      prompt: 'put image 1 into image 2 --count 2',
      sources: [second, first].map((picture) => ({ kind: 'stored', hash: picture?.hash ?? '' })),
    });
    await rig.ended(id);
    expect(rig.segmind.uploads.map((bytes) => bytes[0])).toEqual([2, 1]);
    const urls = ['https://images.segmind.com/assets/1', 'https://images.segmind.com/assets/2'];
    expect(rig.segmind.submits.map(({ input }) => input.imageUrls)).toEqual([urls, urls]);
    await rig.running.stop();
  });

  it('works from the picture of an earlier job, and knows the root of the chain', async () => {
    const rig = await startedRig();
    const first = await rig.ended((await rig.accepted()).id);
    const second = await rig.ended(
      (
        await rig.accepted({
          kind: 'edit',
          prompt: 'make it night',
          parentJobId: first.id,
          sources: [{ kind: 'job', jobId: first.id, index: 0 }],
        })
      ).id,
    );
    const third = await rig.accepted({
      kind: 'edit',
      prompt: 'and snow',
      parentJobId: second.id,
      sources: [{ kind: 'job', jobId: second.id, index: 0 }],
    });
    expect(third.rootJobId).toBe(first.id);
    expect(new TextDecoder().decode(rig.segmind.uploads[0])).toContain('request-1');
    await rig.running.stop();
  });

  it('spends nothing when a reference cannot be read, and says so', async () => {
    const rig = await startedRig();
    const gone = { conversation: rig.draft().origin.conversation, messageId: 'gone' };
    const { id } = await rig.accepted({
      kind: 'edit',
      sources: [{ kind: 'message', message: gone, index: 0 }],
    });
    const job = await rig.ended(id);
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'picture_gone', charged: 'no' } });
    expect(rig.segmind.submits).toEqual([]);
    expect(rig.lastView(id)).toMatch(/^A picture is gone.*Nothing was charged/);
    await rig.running.stop();
  });

  it.each([
    [
      'a content block',
      { failed: contentBlock() },
      'blocked',
      'no',
      /Blocked by the model.*Nothing was charged/,
    ],
    [
      'a request that the service lost before its hour was over',
      { follow: new SegmindError('result_lost', 'Lost.', { charged: 'unknown', retry: 'user_may' }) },
      'result_lost',
      'unknown',
      /lost the picture.*It may have been charged/,
    ],
    [
      'a completed request without a result',
      { result: new SegmindError('result_lost', 'Lost.', { charged: 'yes', retry: 'user_may' }) },
      'result_lost',
      'yes',
      /lost the picture.*It was charged/,
    ],
    [
      'a key that is refused in the middle',
      { follow: new SegmindError('auth', 'No.') },
      'auth',
      'unknown',
      /It may have been charged/,
    ],
    ['no credit', { submit: new SegmindError('no_credit', 'No.') }, 'no_credit', 'no', /Nothing was charged/],
    [
      'an answer that is lost',
      { submit: lostAnswer() },
      'submit_outcome_unknown',
      'unknown',
      /may be charged twice/,
    ],
  ] as const)(
    'ends %s with one clear message and the right charge',
    async (_, script, code, charged, words) => {
      const rig = await startedRig();
      rig.segmind.plan(script);
      const { id } = await rig.accepted();
      const job = await rig.ended(id);
      expect(job).toMatchObject({ state: 'failed', failure: { code, charged } });
      expect(rig.lastView(id)).toMatch(words);
      expect(rig.presenter.messages).toHaveLength(1);
      await rig.running.stop();
    },
  );

  it('ends a picture that does not decode as charged, with one clear message', async () => {
    const rig = await startedRig();
    rig.downloads.set(
      'https://images.segmind.com/request-1.jpg',
      new SegmindError('output_unreadable', 'No picture.', { charged: 'yes', retry: 'user_may' }),
    );
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({ failure: { code: 'output_unreadable', charged: 'yes' } });
    expect(rig.lastView(id)).toMatch(/damaged.*It was charged/);
    await rig.running.stop();
  });

  it('keeps a paid picture fetchable when the download fails for longer than we wait', async () => {
    const rig = await startedRig();
    const url = 'https://images.segmind.com/request-1.jpg';
    rig.downloads.set(url, new SegmindError('unavailable', 'Down.', { retry: 'safe' }));
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({ failure: { code: 'deadline', charged: 'yes' } });
    rig.downloads.delete(url);
    expect(await rig.act('check', id)).toMatchObject({ outcome: 'done' });
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.segmind.submits).toHaveLength(1);
    await rig.running.stop();
  });

  it('refuses in words what cannot be asked, and makes no job of it', async () => {
    const rig = await startedRig();
    const refused = async (changes: Parameters<JobRig['accept']>[0]): Promise<unknown> => {
      const outcome = await rig.accept(changes);
      expect(outcome.outcome).toBe('refused');
      const { error } = outcome as { error: unknown };
      expect(error).toBeInstanceOf(UserError);
      return (error as UserError).code;
    };
    expect(await refused({ prompt: '  ' })).toBe('bad_prompt');
    expect(await refused({ prompt: 'a fox --safety 6' })).toBe('bad_parameter');
    expect(await refused({ count: 5 })).toBe('bad_parameter');
    expect(await refused({ kind: 'edit' })).toBe('no_picture');
    expect(await refused({ sources: [{ kind: 'job', jobId: 'none', index: 0 }] })).toBe('picture_gone');
    expect(await refused({ sources: [{ kind: 'url', url: 'https://example.org/a.png' }] })).toBe(
      'address_refused',
    );
    expect(await rig.stores.jobs.listUnfinished()).toEqual([]);
    await rig.running.stop();
  });
});
