import { afterEach, describe, expect, it } from 'vitest';

import type { Clock } from '../../../src/core/index.ts';
import { jobChoices, promptChoices } from '../../../src/discord/autocomplete.ts';
import { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';
import { deliveredJob, sampleJob, sampleRequest } from '../../support/sample-job.ts';

const jobOf = (prompt: string): ReturnType<typeof deliveredJob> =>
  deliveredJob({ request: sampleRequest({ prompt }) });

describe('what is offered for a prompt', () => {
  it('is every prompt once that holds what was typed, newest first', () => {
    const jobs = ['a blue fox', 'a hat', 'a red Fox', 'a blue fox'].map(jobOf);
    expect(promptChoices(jobs, 'FOX').map(({ value }) => value)).toEqual(['a blue fox', 'a red Fox']);
  });

  it('is no more, and no longer, than Discord takes', () => {
    const jobs = Array.from({ length: 60 }, (_, index) => jobOf(`${index} ${'x'.repeat(index + 60)}`));
    const choices = promptChoices(jobs, '');
    expect(choices).toHaveLength(25);
    const long = promptChoices([jobOf('y'.repeat(101)), jobOf('z'.repeat(100))], '');
    expect(long.map(({ value }) => value[0])).toEqual(['z']);
    for (const { name, value } of [...choices, ...long])
      expect(Math.max(name.length, value.length)).toBeLessThanOrEqual(100);
  });

  it('reads as the same prompt when it is sent', () => {
    const [choice] = promptChoices([jobOf('a sign that says --ar 16:9')], '');
    expect(choice?.value).toBe('a sign that says --ar 16:9 --');
  });
});

describe('what is offered of earlier requests', () => {
  it('is each that has pictures, by words or by id', () => {
    const jobs = [jobOf(`a ${'very '.repeat(40)}red fox`), sampleJob()];
    const choices = jobChoices(jobs, 'red fox');
    expect(choices.map(({ value }) => value)).toEqual([jobs[0]?.id]);
    expect(choices[0]?.name.length).toBeLessThanOrEqual(100);
    expect(jobChoices(jobs, jobs[0]?.id.toLowerCase() ?? '')).toHaveLength(1);
  });

  it('is one with pictures that were paid and never delivered too, and none that is still on its way', () => {
    const undelivered = deliveredJob({ state: 'failed' });
    const onItsWay = deliveredJob({ state: 'delivering' });
    expect(jobChoices([onItsWay, undelivered, sampleJob({ state: 'failed' })], '')).toHaveLength(1);
    expect(jobChoices([onItsWay], '')).toEqual([]);
  });
});

describe('typing a command', () => {
  let rig: DiscordHandlersRig;
  afterEach(() => rig.close());

  it('offers one’s own prompts and nobody else’s', async () => {
    rig = await DiscordHandlersRig.start();
    const where = { channel: rig.channel };
    await rig.pictures(await rig.ada.slash('imagine', { prompt: 'a red fox' }, where));
    const offered = await rig.ada.autocomplete('imagine', 'prompt', 'fox', where);
    await offered.waitForAck();
    expect(offered.choices).toEqual([{ name: 'a red fox', value: 'a red fox' }]);
    const others = await rig.fake.user('Bob').autocomplete('imagine', 'prompt', 'fox', where);
    await others.waitForAck();
    expect(others.choices).toEqual([]);
  });

  it('offers nothing, in time, when the store is slow', async () => {
    const waitsMs: number[] = [];
    const isOver = (clock: Clock): Clock => ({
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      sleep: async (ms) => {
        waitsMs.push(ms);
        await Promise.resolve();
      },
    });
    rig = await DiscordHandlersRig.start({
      parts: (parts) => ({
        ...parts,
        clock: isOver(parts.clock),
        bot: { ...parts.bot, list: () => new Promise(() => undefined) },
      }),
    });
    const offered = await rig.ada.autocomplete('imagine', 'prompt', 'fox', { channel: rig.channel });
    await offered.waitForAck();
    expect(offered.choices).toEqual([]);
    expect(waitsMs).toEqual([1500]);
  });
});
