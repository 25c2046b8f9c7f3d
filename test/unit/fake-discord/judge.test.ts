import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { ChannelRecord, FakeDiscord, Severity } from '../../support/fake-discord/index.ts';
import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { api, picture, SILENT, V2 } from './api.ts';

let fake: FakeDiscord;
let channel: ChannelRecord;
let png: Buffer;

beforeAll(async () => {
  fake = await startFakeDiscord({ fileLimitBytes: 1000 });
  png = await picture();
});
afterAll(() => fake.close());
beforeEach(() => {
  channel = fake.textChannel(fake.guild());
  fake.judge.violations.length = 0;
});

const button = (customId: string, label = 'Go'): object => ({
  type: 2,
  style: 1,
  custom_id: customId,
  label,
});
const row = (...components: object[]): object => ({ type: 1, components });
const text = (content: string): object => ({ type: 10, content });
const gallery = (url: string, description = 'x'): object => ({
  type: 12,
  items: [{ media: { url }, description }],
});

async function send(body: object, files?: Record<string, Uint8Array>): Promise<number> {
  const path = `/channels/${channel.id}/messages`;
  return (await api(fake, 'POST', path, body, files ? { files } : {})).status;
}

describe('a message that breaks a rule', () => {
  it.each<[string, Severity, object]>([
    ['content: 2001', 'refused', { content: 'x'.repeat(2001) }],
    ['not allowed with IS_COMPONENTS_V2', 'refused', { flags: V2, content: 'x', components: [text('y')] }],
    ['without the flag', 'refused', { components: [text('y')] }],
    ['custom_id a is there twice', 'refused', { components: [row(button('a'), button('a'))] }],
    ['characters', 'refused', { components: [row(button('a'.repeat(101)))] }],
    ['characters', 'refused', { components: [row(button('a', 'x'.repeat(81)))] }],
    ['more than 5 rows', 'refused', { components: [1, 2, 3, 4, 5, 6].map((id) => row(button(`${id}`))) }],
    [
      '41 in all',
      'refused',
      { flags: V2, components: [{ type: 17, components: Array(40).fill(text('y')) }] },
    ],
    [
      '4001 characters of text',
      'refused',
      { flags: V2, components: [text('x'.repeat(2000)), text('x'.repeat(2001))] },
    ],
    [
      '6001 characters in all',
      'refused',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    ],
    ['no file of this name', 'refused', { embeds: [{ image: { url: 'attachment://no.png' } }] }],
    ['no file of this name', 'refused', { flags: V2, components: [gallery('attachment://no.png')] }],
    [
      'alt text|<=1024',
      'refused',
      { flags: V2, components: [gallery('https://x.test/a', 'x'.repeat(1025))] },
    ],
    ['Unrecognized key', 'ignored', { content: 'x', contents: 'typo' }],
    ['Unrecognized key', 'ignored', { components: [row({ ...button('a'), colour: 1 })] }],
  ])('%s', async (problem, severity, body) => {
    expect(await send({ ...SILENT, ...body })).toBe(severity === 'refused' ? 400 : 200);
    expect(fake.violations.map((found) => found.problem).join('\n')).toMatch(
      new RegExp(problem.replaceAll('.', '\\.'), 'u'),
    );
    expect(fake.violations[0]).toMatchObject({
      severity,
      request: `POST /channels/${channel.id}/messages`,
    });
  });

  it('is reported when mentions are left unrestricted, though Discord takes it', async () => {
    expect(await send({ content: 'x' })).toBe(200);
    expect(fake.violations).toMatchObject([{ severity: 'house' }]);
  });

  it('is refused for a file that is too large', async () => {
    expect(await send(SILENT, { 'big.bin': Buffer.alloc(1001) })).toBe(413);
    expect(fake.violations).toMatchObject([{ problem: 'file big.bin has 1001 bytes' }]);
  });

  it('is reported when a V2 message carries a file that nothing shows', async () => {
    expect(await send({ ...SILENT, flags: V2, components: [text('x')] }, { 'a.png': png })).toBe(200);
    expect(fake.violations).toMatchObject([{ severity: 'ignored' }]);
  });

  it('is refused when it is empty', async () => {
    expect(await send(SILENT)).toBe(400);
  });
});

it('takes healthy messages without a word', async () => {
  const attachments = [{ id: '0', filename: 'a.png', description: 'red' }];
  expect(await send({ ...SILENT, content: 'x', nonce: '1', enforce_nonce: true, tts: false })).toBe(200);
  expect(await send({ ...SILENT, attachments }, { 'a.png': png })).toBe(200);
  const components = [gallery('attachment://a.png'), row(button('a'))];
  expect(await send({ ...SILENT, flags: V2, components, attachments }, { 'a.png': png })).toBe(200);
  expect(fake.violations).toEqual([]);
});

it('knows on an edit that the message is a V2 one and which files it has', async () => {
  const attachments = [{ id: '0', filename: 'a.png' }];
  const components = [gallery('attachment://a.png')];
  await send({ ...SILENT, flags: V2, components, attachments }, { 'a.png': png });
  const [message] = fake.world.messagesIn(channel.id);
  const path = `/channels/${channel.id}/messages/${message?.id}`;
  expect(
    (await api(fake, 'PATCH', path, { ...SILENT, components: [...components, text('done')] })).status,
  ).toBe(200);
  expect(fake.violations).toEqual([]);
  expect((await api(fake, 'PATCH', path, { ...SILENT, content: 'x' })).status).toBe(400);
});

it('looks into callbacks, modals and commands too', async () => {
  const commands = `/applications/${fake.botId}/commands`;
  const option = (name: string, required: boolean): object => ({ type: 3, name, description: 'x', required });
  const bad = { name: 'imagine', description: 'x', options: [option('a', false), option('b', true)] };
  expect((await api(fake, 'PUT', commands, [bad])).status).toBe(400);
  expect((await api(fake, 'PUT', commands, [{ name: 'Imagine', description: 'x' }])).status).toBe(400);
  expect((await api(fake, 'PUT', commands, [{ name: 'imagine', description: 'x' }])).status).toBe(200);
  fake.judge.violations.length = 0;

  const interaction = await fake.user('Ada').slash('imagine', {}, { channel });
  const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
  const modal = { type: 9, data: { custom_id: 'm', title: 'x'.repeat(46), components: [text('x')] } };
  expect((await api(fake, 'POST', path, modal, { auth: false })).status).toBe(400);
  expect((await api(fake, 'POST', path, { type: 4, data: { content: 'x' } }, { auth: false })).status).toBe(
    204,
  );
  expect(fake.violations.map(({ severity }) => severity)).toEqual(['refused', 'house']);
});
