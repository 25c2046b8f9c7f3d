import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { OPTIONAL_SCOPES } from '../../src/slack/scopes.ts';
import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import { SlackRoom } from '../support/slack-room.ts';

/** Slack asks for these where it sends an event or takes a command; no call of the app's own needs them. */
const TO_BE_ASKED: readonly string[] = ['app_mentions:read', 'commands'];
/** Widens `chat:write`: without it Slack takes no post in a public channel that the app is not in, and the walk makes one. */
const TO_POST_ANYWHERE = 'chat:write.public';

function manifestScopes(): readonly string[] {
  const manifest = readFileSync('docs/slack/manifest.yml', 'utf8');
  const [, list = ''] = /\n {4}bot:\n((?: {6}- .+\n)+)/.exec(manifest) ?? [];
  return [...list.matchAll(/- (\S+)/g)].map(([, scope]) => scope ?? '');
}

/** A walk through everything that people do. */
async function walk(room: SlackRoom): Promise<void> {
  const { fake, ada, bob, channel } = room;
  const secret = fake.channel({ kind: 'private', members: [ada, bob] });
  const foreign = fake.channel({ botIsIn: false });

  // A form opens within three seconds of the command, or not at all: nothing is painted meanwhile.
  const form = await ada.slash(channel, '/imagine').opened();
  const formOfBob = await bob.slash(channel, '/imagine').opened();
  const picture = await room.painted('a red fox');
  const files = fake.filesOf(picture);
  ada.submitView(form, { prompt: 'a blue whale', files: [{ name: 'fox.png', bytes: bytesOf(files) }] });
  await room.picture({ nth: 2 });

  // In threads: below a picture of the bot's, and below somebody's own, in a public and a private channel.
  ada.mention(channel, 'make it night', { threadTs: picture.ts });
  await room.picture({ nth: 3 });
  for (const place of [channel, secret]) {
    const root = bob.post(place, 'look', { files: [{ name: 'fox.png', bytes: bytesOf(files) }] });
    ada.mention(place, 'make it winter', { threadTs: root.ts });
    await room.picture({ channel: place, nth: place === channel ? 4 : 1 });
  }

  ada.slash(foreign, '/imagine', 'a white owl');
  await room.picture({ channel: foreign });
  ada.slash(secret, '/imagine', 'a green frog');
  await room.picture({ channel: secret, nth: 2 });
  ada.dm('a grey cat');
  await room.picture({ channel: ada.im });

  // A post of which nobody was told is looked for, wherever it was.
  for (const place of [channel, secret]) {
    fake.failNext('chat.postMessage', 'cut after it arrived');
    const before = room.botMessages(place).filter((message) => fake.filesOf(message).length > 0).length;
    ada.slash(place, '/imagine', 'once more');
    await room.picture({ channel: place, nth: before + 1 });
  }

  bob.submitView(formOfBob, { prompt: 'for me alone', visibility: 'me' });
  const own = await room.picture({ channel: bob.im });
  await bob.clickButton(own, 'Share here').acked();
  await room.picture({ nth: 6 });
  await ada.clickButton(picture, 'Delete').acked();
  await fake.waitFor(() => !room.botMessages().includes(picture), 'the end of the picture');

  for (const what of ['recent', 'usage']) await ada.slash(channel, '/renders', what).acked();
  ada.openHome();
  await fake.waitFor(() => fake.home(ada), 'App Home');
}

function bytesOf([first]: readonly { bytes: Uint8Array }[]): Uint8Array {
  if (!first) throw new Error('no picture');
  return first.bytes;
}

it(
  'a walk through everything uses the scopes of the manifest, all of them and no others',
  { timeout: 120_000 },
  async () => {
    await using room = await SlackRoom.open();
    await walk(room);
    const manifest = manifestScopes();
    const used = [...room.fake.usedScopes, ...TO_BE_ASKED, TO_POST_ANYWHERE];
    expect(used.filter((scope) => !manifest.includes(scope))).toEqual([]);
    expect(REQUIRED_SCOPES.filter((scope) => !used.includes(scope))).toEqual([]);
    expect(OPTIONAL_SCOPES.filter((scope) => !used.includes(scope))).toEqual([]);
  },
);
