import { describe, expect, it } from 'vitest';

import { JobRig } from '../../support/job-rig.ts';
import { sampleRequester } from '../../support/sample-job.ts';

describe('intake', () => {
  it('makes one job of an event that comes twice at once', async () => {
    const rig = new JobRig();
    const draft = rig.draft();
    const facts = { roleIds: [], channelIds: [], ageRestricted: false };
    const [first, second] = await Promise.all([rig.bot.accept(draft, facts), rig.bot.accept(draft, facts)]);
    expect([first.outcome, second.outcome].sort()).toEqual(['accepted', 'seen']);
    expect(await rig.stores.jobs.listUnfinished()).toHaveLength(1);
  });

  it.each([
    ['active jobs of a person', { activePerUser: 3 }, 3, /3 of 3 under way/],
    ['pictures of a person in a day', { dailyPerUser: 7 }, 7, /7 of 7 used.*midnight UTC/],
    ['pictures of a channel in a day', { dailyPerChannel: 7 }, 7, /7 of 7 used/],
    ['dollars of a day', { budgetDailyUsd: 0.42 }, 10, /\$0\.42 of \$0\.42 spent or reserved/],
    ['dollars of a month', { budgetMonthlyUsd: 0.42 }, 10, /when the month begins/],
  ] as const)(
    'lets 100 requests at the same instant overrun the %s by nothing',
    async (_, people, fit, words) => {
      const rig = new JobRig({ people });
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => rig.accept()));
      expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(fit);
      const refused = outcomes.filter((outcome) => outcome.outcome === 'limit');
      expect(refused).toHaveLength(100 - fit);
      expect(refused[0]?.text).toMatch(words);
    },
  );

  it('counts a failed, uncharged job for nothing', async () => {
    const rig = new JobRig({ people: { dailyPerUser: 1 } });
    await rig.running.start();
    const { id } = await rig.accepted({ sources: [{ kind: 'stored', hash: 'f'.repeat(64) }] });
    expect((await rig.ended(id)).state).toBe('failed');
    expect((await rig.accept()).outcome).toBe('accepted');
    await rig.running.stop();
  });

  it('tells the place in line and moves it up on the message', async () => {
    const rig = new JobRig({ maxInFlight: 1 });
    await rig.running.start();
    rig.segmind.plan({ follow: 'hang' });
    const first = await rig.accepted();
    await rig.until(first.id, (job) => job.takes[0]?.state === 'processing');
    const outcomes = [await rig.accept(), await rig.accept()];
    expect(outcomes).toMatchObject([{ place: 1 }, { place: 2 }]);
    await rig.act('cancel', first.id);
    for (const outcome of outcomes) if (outcome.outcome === 'accepted') await rig.ended(outcome.job.id);
    const headlines = rig.presenter.calls.map(({ headline }) => headline);
    expect(headlines).toContain('Next in line');
    expect(headlines).toContain('2nd in line');
    await rig.running.stop();
  });

  it('enqueues what was committed and never enqueued, at the latest a minute later', async () => {
    const rig = new JobRig();
    await rig.running.start();
    const { id } = await rig.left({ state: 'accepted' }, [{}]);
    expect((await rig.ended(id)).state).toBe('delivered');
    await rig.running.stop();
  });

  it('lets an option of the command win over what was typed', async () => {
    const rig = new JobRig();
    const job = await rig.accepted({
      prompt: 'a fox --ar 16:9 --seed 5 --count 2 --private',
      parameters: { aspectRatio: '1:1' },
      count: 3,
    });
    expect(job.request).toMatchObject({
      prompt: 'a fox',
      parameters: { aspectRatio: '1:1', seed: 5 },
      count: 3,
      audience: 'requester',
    });
  });

  it('shows nobody the private pictures of others', async () => {
    const rig = new JobRig();
    await rig.running.start();
    const { id } = await rig.accepted({ prompt: 'a fox --private' });
    await rig.ended(id);
    const outcome = await rig.accept({
      kind: 'edit',
      requester: { ...sampleRequester, userId: 'bob' },
      sources: [{ kind: 'job', jobId: id, index: 0 }],
    });
    expect(outcome).toMatchObject({ outcome: 'refused', error: { code: 'picture_gone' } });
    await rig.running.stop();
  });

  it('draws seeds that the service takes, also at the end of their range', async () => {
    const rig = new JobRig();
    const job = await rig.accepted({ prompt: 'a fox --count 4', parameters: { seed: 2_147_483_646 } });
    expect(job.takes.map(({ seed }) => seed)).toEqual([2_147_483_646, 2_147_483_647, 1, 2]);
  });
});
