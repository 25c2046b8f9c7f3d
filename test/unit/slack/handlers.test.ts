import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { REQUIRED_SCOPES } from '../../../src/slack/workspace.ts';
import { startSlackHandlers, type SlackHandlersRig } from '../../support/slack-handlers-rig.ts';

/** The beginning of a png: the scripted core looks no closer. */
const tinyPng = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);
const PICTURE = { name: 'holiday.png', bytes: tinyPng };

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
  // What comes after it shows that the repeated one was looked at.
  ada.slash(channel, '/imagine', 'the last one');
  const found = await jobs(3);
  expect(found[1]).toEqual({ prompt: 'a blue whale & <b>', trigger: 'mention', sources: 0 });
  expect(fake.violations).toEqual([]);
});

test('paints the words of a command as they were typed, whether Slack escapes them or not', async () => {
  const { fake } = rig;
  const ada = fake.user('Ada');
  const channel = fake.channel();
  ada.slash(channel, '/imagine', 'Tom &amp; Jerry &lt;3 cheese &amp;gt;');
  const [escaped] = await jobs(1);
  expect(escaped?.prompt).toBe('Tom & Jerry <3 cheese &gt;');
  ada.slash(channel, '/imagine', 'Tom & Jerry <3 cheese > milk');
  const [typed] = await jobs(2);
  expect(typed?.prompt).toBe('Tom & Jerry <3 cheese > milk');
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

test('signs what a mention asks for with no id in place of a name', async () => {
  const { fake } = rig;
  const ada = fake.user('Ada');
  const channel = fake.channel();
  fake.inviteBot(channel);
  ada.mention(channel, 'a red fox');
  await jobs(1);
  const [shown] = await fake.waitFor(() => fake.botMessages(channel).length > 0 && fake.botMessages(channel));
  expect(JSON.stringify(shown?.blocks)).not.toContain(ada.id);
  expect(JSON.stringify(shown?.blocks)).not.toContain(' · "');
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

test('edits somebody else’s picture in a thread by the shortcut', async () => {
  const { fake } = rig;
  const [ada, bob] = [fake.user('Ada'), fake.user('Bob')];
  const channel = fake.channel();
  fake.inviteBot(channel);
  const root = bob.post(channel, 'look');
  const picture = bob.post(channel, '', { files: [PICTURE], threadTs: root.ts });
  ada.shortcut(picture, 'edit_image');
  const view = await vi.waitFor(() => {
    const open = fake.openView(ada);
    if (!open) throw new Error('no form is open');
    return open;
  });
  ada.submitView(view, { prompt: 'make it night' });
  expect((await jobs(1))[0]).toEqual({ prompt: 'make it night', trigger: 'shortcut', sources: 1 });
  const [job] = await rig.jobs.bot.list({ limit: 1 });
  expect(job?.request.origin.conversation.threadId).toBe(root.ts);
  expect(fake.violations).toEqual([]);
});

test('takes the picture of a direct message, and of a thread in which it is asked', async () => {
  const { fake } = rig;
  const [ada, bob] = [fake.user('Ada'), fake.user('Bob')];
  ada.dm('as a woodcut', { files: [PICTURE] });
  expect((await jobs(1))[0]).toEqual({ prompt: 'as a woodcut', trigger: 'mention', sources: 1 });
  const channel = fake.channel();
  fake.inviteBot(channel);
  const root = bob.post(channel, 'look', { files: [PICTURE] });
  ada.mention(channel, 'make it night', { threadTs: root.ts });
  expect((await jobs(2))[0]).toEqual({ prompt: 'make it night', trigger: 'reply', sources: 1 });
  expect(fake.violations).toEqual([]);
});

test('names the shortcut in a thread that it may not read, and makes no job', async () => {
  await rig.stop();
  rig = await startSlackHandlers(REQUIRED_SCOPES);
  const { fake } = rig;
  const [ada, bob] = [fake.user('Ada'), fake.user('Bob')];
  const channel = fake.channel();
  fake.inviteBot(channel);
  const root = bob.post(channel, 'look', { files: [PICTURE] });
  ada.mention(channel, 'make it night', { threadTs: root.ts });
  await vi.waitFor(() => {
    const told = fake.botMessages(channel, ada).map((message) => fake.shownText(message));
    expect(told.join()).toContain('Edit image');
    expect(told.join()).toContain('For a new picture type');
  });
  expect(await rig.jobs.bot.list({ limit: 1 })).toEqual([]);
});
