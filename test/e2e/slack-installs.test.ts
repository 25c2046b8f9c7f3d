import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ChannelRecord, FakeUser, TeamRecord } from '../support/fake-slack/index.ts';
import { SlackRoom } from '../support/slack-room.ts';

interface Office {
  team: TeamRecord;
  channel: ChannelRecord;
  person: FakeUser;
}

let room: SlackRoom;
let painters: Office;
let printers: Office;

beforeEach(async () => {
  room = await SlackRoom.open({ mode: 'http', stopped: true });
  await room.start(oauth());
  painters = office('The Painters');
  printers = office('The Printers');
});
afterEach(() => room.close());

/** No token at all: every workspace brings its own. */
function oauth(): Record<string, string> {
  const { clientId, clientSecret } = room.fake.settings;
  return {
    SLACK_BOT_TOKEN: '',
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: 'a secret of the state',
  };
}

function office(name: string): Office {
  const team = room.fake.workspace({ name, installed: false });
  return { team, channel: room.fake.channel({ team }), person: room.fake.user(name, { team }) };
}

/** As a browser does it: from the page of the program to Slack's, and back. */
async function install({ team, person }: Office): Promise<string> {
  const page = await fetch(`${room.app.url}/slack/install`);
  const [, href = ''] = /href="([^"]+)"/.exec(await page.text()) ?? [];
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';');
  const { search } = new URL(room.fake.approveInstall(href.replaceAll('&amp;', '&'), team, person));
  const back = await fetch(`${room.app.url}/slack/oauth_redirect${search}`, { headers: { cookie } });
  expect(back.status).toBe(200);
  return back.text();
}

async function installed(): Promise<readonly string[]> {
  return (await room.notes.list('slack.installation')).map(({ key }) => key);
}

async function paints({ person, channel }: Office, prompt: string, nth = 1): Promise<void> {
  person.slash(channel, '/imagine', prompt);
  const picture = await room.picture({ channel, nth });
  expect(room.fake.shownText(picture)).toContain(prompt);
}

describe('several workspaces', () => {
  it('install the app, and each is served by its own token', async () => {
    expect(await install(painters)).toContain('The Painters');
    await install(printers);
    await paints(painters, 'a red fox');
    await paints(printers, 'a blue whale');
    const posts = room.fake.callsTo('chat.postMessage');
    for (const { team, channel } of [painters, printers])
      expect(
        new Set(posts.filter(({ args }) => args['channel'] === channel.id).map(({ token }) => token)),
      ).toEqual(new Set([team.botToken]));
    expect(room.bought).toBe(2);
  });

  it('stay installed over a restart, with no token readable on the disk', async () => {
    await install(painters);
    await room.restart(oauth());
    await paints(painters, 'a red fox');
    const files = await readdir(room.dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name))),
    );
    const holding = (text: string): number => contents.filter((content) => content.includes(text)).length;
    expect(holding(painters.team.id)).toBeGreaterThan(0);
    expect(holding(painters.team.botToken)).toBe(0);
  });

  it('take the app out, and the token is gone; the others go on', async () => {
    await install(painters);
    await install(printers);
    await paints(painters, 'a red fox');
    room.fake.uninstall(painters.team);
    await expect.poll(installed).toEqual([printers.team.id]);
    await paints(printers, 'a blue whale');
    // What Slack has still on its way comes to nothing, and is not paid.
    await painters.person.slash(painters.channel, '/imagine', 'a white owl').acked();
    await paints(printers, 'a green frog', 2);
    expect(room.bought).toBe(3);
    expect((await room.jobs()).map(({ request }) => request.prompt)).not.toContain('a white owl');
  });

  it('take a token back, and install the app anew', async () => {
    await install(painters);
    await paints(painters, 'a red fox');
    const before = painters.team.botToken;
    room.fake.revokeTokens(painters.team);
    await expect.poll(installed).toEqual([]);
    await install(painters);
    expect(painters.team.botToken).not.toBe(before);
    await paints(painters, 'a blue whale', 2);
    expect(await installed()).toEqual([painters.team.id]);
  });

  it('that take the app out in the middle leave no job running', async () => {
    await install(painters);
    room.emulator.addScenario({ scenario: 'slow' });
    painters.person.slash(painters.channel, '/imagine', 'a red fox');
    await expect.poll(() => room.bought).toBe(1);
    room.fake.uninstall(painters.team);
    await room.ended();
    const [job] = await room.jobs();
    expect(job?.state).toBe('failed');
    expect(job?.takes.map(({ state }) => state)).toEqual(['painted']);
    expect(room.bought).toBe(1);
  });

  it('do nothing with a button whose value was carried from the other', async () => {
    await install(painters);
    await install(printers);
    await paints(painters, 'a red fox');
    const [theirs] = await room.jobs();
    await paints(printers, 'a blue whale');
    const { person, channel } = printers;
    const { delivery } = person.clickButton(await room.picture({ channel }), 'ibs1:edit');
    const [action] = delivery.payload['actions'] as Record<string, unknown>[];
    const actions = [{ ...action, action_id: 'ibs1:vary', value: `ib1:vary:${theirs?.id ?? ''}` }];
    const payload = { ...delivery.payload, trigger_id: 'forged', actions };
    room.fake.redeliver({ ...delivery, payload, attempts: [] });
    await room.told(person, 'no longer known', channel);
    expect(room.bought).toBe(2);
  });

  it('see one another’s pictures and limits never', async () => {
    await install(painters);
    await install(printers);
    await paints(painters, 'a red fox');
    const [job] = await room.jobs();
    const { person, channel } = printers;
    person.slash(channel, '/renders', `show ${job?.id ?? ''}`);
    await room.told(person, 'no such picture', channel);
    person.slash(channel, '/renders', 'recent');
    await room.told(person, 'no pictures', channel);
  });
});
