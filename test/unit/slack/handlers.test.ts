import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startSlackHandlers, type SlackHandlersRig } from '../../support/slack-handlers-rig.ts';

let rig: SlackHandlersRig;
beforeEach(async () => {
  rig = await startSlackHandlers();
});
afterEach(async () => {
  await rig.stop();
});

async function jobs(count: number): Promise<readonly { prompt: string; trigger: string; sources: number }[]> {
  return vi.waitFor(async () => {
    const found = await rig.jobs.bot.list({ limit: 10 });
    expect(found).toHaveLength(count);
    return found.map(({ request }) => ({
      prompt: request.prompt,
      trigger: request.origin.trigger,
      sources: request.sources.length,
    }));
  });
}

test('makes a job of a command, and one only of a mention that comes twice', async () => {
  const { fake } = rig;
  const ada = fake.user('Ada');
  const channel = fake.channel();
  fake.inviteBot(channel);
  ada.slash(channel, '/imagine', 'a red fox --ar 16:9');
  await jobs(1);
  ada.mention(channel, 'a blue whale & <b>');
  await jobs(2);
  const [mention] = fake.eventsOf('app_mention');
  if (mention) fake.redeliver(mention);
  const found = await jobs(2);
  expect(found[0]).toEqual({ prompt: 'a blue whale & <b>', trigger: 'mention', sources: 0 });
  expect(fake.violations).toEqual([]);
});

test('opens the form for a command without words, and paints what it says', async () => {
  const { fake } = rig;
  const ada = fake.user('Ada');
  const channel = fake.channel();
  fake.inviteBot(channel);
  ada.slash(channel, '/imagine');
  const view = await vi.waitFor(() => {
    const open = fake.openView(ada);
    if (!open) throw new Error('no form is open');
    return open;
  });
  ada.submitView(view, { prompt: 'a fox', ratio: '16:9' });
  expect((await jobs(1))[0]).toEqual({ prompt: 'a fox', trigger: 'command', sources: 0 });
  expect(fake.violations).toEqual([]);
});

test('draws App Home', async () => {
  const { fake } = rig;
  const ada = fake.user('Ada');
  ada.openHome();
  await vi.waitFor(() => {
    expect(fake.home(ada)).toBeDefined();
  });
  expect(fake.violations).toEqual([]);
});
