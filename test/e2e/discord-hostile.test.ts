import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';
import { sizedPicture } from '../support/sized-pictures.ts';

let room: DiscordRoom;
/** Everything with which a text could ping, format, link, hide or turn round what stands beside it. */
let hostile: string;

beforeEach(async () => {
  room = await DiscordRoom.open();
  const { bob, channel, fake, guild } = room;
  const team = fake.role(guild, 'Team', [], { mentionable: true });
  // With every right to ping, only the bot's own care keeps it silent.
  fake.permit(channel, 'bot', { allow: ['MentionEveryone'] });
  hostile = [
    `@everyone @here ${bob.mention} <@&${team.id}> <#${channel.id}> <t:0:R>`,
    '```end``` `code` ||hidden|| **bold** ~~gone~~',
    '# heading',
    '-# small',
    '> quote',
    '[click](https://evil.example) https://evil.example',
    'turned \u202Eround\u2066',
  ].join('\n');
});
afterEach(() => room.close());

/** Every message that the bot has written, wherever and for whomever. */
function everything(): MessageRecord[] {
  return [...room.fake.world.messages.values()].filter(({ authorId }) => authorId === room.fake.botId);
}

/** Marks that `room.text` leaves where markup was drawn as something else than its characters. */
const DRAWN = /\((?:mention|everyone|emoji)\)|[\u202A-\u202E\u2066-\u2069]/;
const CODE_BLOCKS = /```[\s\S]*?```/g;
/** The bot itself links to nothing but its own messages. */
const FOREIGN_LINK = /https?:\/\/(?!discord\.com\/channels\/)/;

function expectHarmless(): void {
  expect(everything().length).toBeGreaterThan(0);
  for (const message of everything()) {
    const { everyone, users, roles } = room.fake.pings(message);
    expect([everyone, ...users, ...roles]).toEqual([false]);
    expect(room.fake.renderedText(message).replace(CODE_BLOCKS, '')).not.toMatch(FOREIGN_LINK);
    expect(withoutPrompt(room.text(message))).not.toMatch(DRAWN);
  }
}

/** The prompt stands in a code block, where nothing is drawn; all else has to be plain. */
function withoutPrompt(text: string): string {
  return text.replace(shown(), '');
}

/** What a person reads of the prompt: in one line, without the controls that turn text round, and with a fence that cannot close. */
function shown(): string {
  return hostile
    .replaceAll(/[\u202E\u2066]/g, '')
    .replaceAll('\n', ' ')
    .replaceAll(/`(?=`)/g, '`\u200B');
}

describe('a hostile prompt', () => {
  it('is shown as it was typed, and pings, formats and links nothing', async () => {
    const { ada, channel } = room;
    const asked = await ada.slash('imagine', { prompt: hostile }, { channel });
    const picture = await room.pictureOf(asked);
    expect(room.text(picture)).toContain(shown());
    expectHarmless();
  });

  it('is as harmless in edits, failures, private answers, shares and lists', async () => {
    const { ada, channel, emulator, fake, guild } = room;
    const picture = await room.pictureOf(await ada.slash('imagine', { prompt: hostile }, { channel }));
    const opened = ada.clickButton(picture, 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: hostile }));
    expect(room.text(edited)).toContain(shown());
    emulator.addScenario({ scenario: 'block' });
    const blocked = await ada.slash('imagine', { prompt: hostile }, { channel });
    await blocked.waitForResponse((message) => room.text(message).includes('FAILED'));
    await room.ended();
    const listed = await ada.slash('renders recent', {}, { channel });
    expect(await room.told(listed)).toContain('@everyone');
    const target = fake.textChannel(guild);
    fake.permit(target, 'bot', { allow: ['MentionEveryone'] });
    const menu = await ada.clickButton(picture, 'Share').waitForResponse();
    const job = (await room.bot.list({ limit: 10 })).at(-1);
    ada.selectChannel(menu, `ibd1:share:to:${job?.id ?? ''}`, target);
    await fake.waitFor(() => room.botMessages(target).length === 1, 'the share');
    expectHarmless();
  });

  it('in a mention of the bot is as harmless, with names in place of ids', async () => {
    const { ada, bob, channel, fake, guild } = room;
    const member = guild.members.get(bob.id);
    if (member) member.nick = '@everyone [x](https://evil.example)';
    await ada.post(channel, { content: `paint ${bob.mention} ${hostile}`, mentionBot: true });
    const picture = await room.picture();
    expect(room.text(picture)).not.toContain(bob.id);
    expect(fake.pings(picture)).toMatchObject({ everyone: false, users: new Set(), roles: new Set() });
  });

  it('cannot be smuggled into a refusal', async () => {
    const { ada, bob, channel } = room;
    const prompts = [
      `a fox --ar ${hostile}`,
      `a fox --seed ${bob.mention}`,
      'a fox --format https://evil.example',
    ];
    for (const prompt of prompts) {
      const asked = await ada.slash('imagine', { prompt }, { channel });
      expect(await room.told(asked)).toContain('--');
    }
    await room.painted();
    expectHarmless();
  });
});

describe('a hostile name', () => {
  it('of a file never reaches a message, an alt text, or the service', async () => {
    const { ada, bob, channel, emulator, fake } = room;
    const name = '@everyone](https://evil.example) ../../etc/passwd `x`.png';
    const theirs = await bob.post(channel, {
      files: [{ ...(await sizedPicture(64, name)), description: '<@everyone> **alt**' }],
    });
    const opened = ada.messageCommand('Edit image', theirs);
    await opened.waitForAck();
    await room.pictureOf(
      await ada.submitModal(opened, {
        change: 'make it night',
        pictures: [await sizedPicture(72, name)],
      }),
    );
    await ada.messageCommand('Use as reference', theirs).waitForResponse(({ files }) => files.length > 0);
    await room.pictureOf(
      await ada.slash('imagine', { prompt: 'both', image1: await sizedPicture(80, name) }, { channel }),
    );
    const sent = JSON.stringify([
      fake.requests.map(({ body, files }) => [body, files.map((file) => file.name)]),
    ]);
    for (const word of ['passwd', 'evil', 'alt**']) expect(sent).not.toContain(word);
    expect(JSON.stringify(emulator.ledger())).not.toMatch(/passwd|evil/);
    expectHarmless();
  });

  it('of a person is plain text beside their picture', async () => {
    const { channel, fake } = room;
    const eve = fake.user('**@everyone** ||x|| [y](https://evil.example)');
    const picture = await room.pictureOf(await eve.slash('imagine', { prompt: 'a fox' }, { channel }));
    expect(room.text(picture)).toContain('**@everyone** ||x|| [y](https://evil.example)');
    expectHarmless();
  });
});

describe('the alt text of a picture', () => {
  it('is the prompt in one plain line, within the limit, on the file and in the gallery', async () => {
    const { ada, channel } = room;
    const prompt = `${hostile} ${'🦊'.repeat(1500)}`;
    const picture = await room.pictureOf(await ada.slash('imagine', { prompt }, { channel }));
    const [file] = picture.files;
    const alt = file?.description ?? '';
    expect(alt.length).toBeLessThanOrEqual(1024);
    expect(alt.isWellFormed()).toBe(true);
    expect(alt).toContain('@everyone');
    expect(alt).not.toMatch(/[\n\u202E\u2066]/);
    expect(JSON.stringify(picture.components)).toContain(JSON.stringify(alt).slice(1, -1));
    expectHarmless();
  });
});
