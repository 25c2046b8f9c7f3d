import { expect, it } from 'vitest';

import { startFakeSlack } from '../../support/fake-slack/index.ts';
import { webClient } from '../../support/fake-slack/real-client.ts';

const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it('keeps what a real client posts, changes and deletes', async () => {
  await using fake = await startFakeSlack();
  const channel = fake.channel();
  const client = webClient(fake);
  const { ts = '' } = await client.chat.postMessage({ channel: channel.id, text: 'Working', ...QUIET });
  await client.chat.update({ channel: channel.id, ts, text: 'Done', parse: 'none', link_names: false });
  expect(fake.messages(channel)).toMatchObject([{ ts, text: 'Done', edits: 1 }]);
  await client.chat.delete({ channel: channel.id, ts });
  expect(fake.messages(channel)).toEqual([]);
  expect(fake.callCounts()).toEqual({ 'chat.postMessage': 1, 'chat.update': 1, 'chat.delete': 1 });
  expect(fake.violations).toEqual([]);
});

it('takes an upload in three calls and shows it only when it is ready', async () => {
  await using fake = await startFakeSlack();
  fake.settings.readiness = { looks: 1 };
  const channel = fake.channel();
  const client = webClient(fake);
  // The library's types know "alt_text" only, which Slack does not: hence a variable, whose extra fields pass.
  const args = {
    filename: 'fox.png',
    length: PNG.length,
    alt_txt: 'a fox',
  };
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal(args);
  await fetch(url, { method: 'POST', body: new Uint8Array(PNG) });
  await client.files.completeUploadExternal({ files: [{ id, title: 'fox' }] });
  const post = (): Promise<unknown> =>
    client.chat.postMessage({
      channel: channel.id,
      text: 'a fox',
      blocks: [{ type: 'image', alt_text: 'a fox', slack_file: { id } }],
      ...QUIET,
    });
  await expect(post()).rejects.toMatchObject({ data: { error: 'invalid_blocks' } });
  expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: '', alt_txt: 'a fox' });
  expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: 'image/png' });
  await post();
  expect((await client.files.info({ file: id })).file?.shares?.public).toHaveProperty(channel.id);
  expect(fake.violations).toEqual([]);
});

it('gives a file to the right token only, and a login page to others', async () => {
  await using fake = await startFakeSlack();
  const message = fake.user('ann').post(fake.channel(), 'look', { files: [{ name: 'a.png', bytes: PNG }] });
  const client = webClient(fake);
  const url = (await client.files.info({ file: message.files[0]?.id ?? '' })).file?.url_private ?? '';
  const get = (): Promise<Response> => fetch(url, { headers: { authorization: `Bearer ${fake.botToken}` } });
  expect((await get()).headers.get('content-type')).toBe('image/png');
  fake.team.scopes.delete('files:read');
  const refused = await get();
  expect(refused.status).toBe(200);
  expect(refused.headers.get('content-type')).toContain('text/html');
  await expect(client.files.info({ file: 'F1' })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'files:read' },
  });
});

it('judges loud switches, unescaped text and blocks over their limits', async () => {
  await using fake = await startFakeSlack();
  const channel = fake.channel();
  const client = webClient(fake);
  await client.chat.postMessage({ channel: channel.id, text: 'hey <!here> & co' });
  const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
  const long = client.chat.postMessage({ channel: channel.id, text: 'x', blocks, ...QUIET });
  await expect(long).rejects.toMatchObject({ data: { error: 'invalid_blocks' } });
  const problems = fake.violations.map(({ problem }) => problem).join('\n');
  expect(problems).toContain('parse must be none');
  expect(problems).toContain('unescaped text');
  expect(problems).toContain('must be less than 151 characters');
});

it('lets a call arrive and stay unanswered, limits one channel, and refuses who is not in it', async () => {
  await using fake = await startFakeSlack();
  const [a, b] = [fake.channel(), fake.channel()];
  const client = webClient(fake);
  const post = (channel: string): Promise<unknown> =>
    client.chat.postMessage({ channel, text: 'x', ...QUIET });
  fake.failNext('chat.postMessage', 'cut after it arrived');
  await expect(post(a.id)).rejects.toThrow();
  expect(fake.messages(a)).toHaveLength(1);
  fake.limitRate('chat.postMessage', { limit: 1, perMs: 1000, by: 'channel' });
  await post(a.id);
  await expect(post(a.id)).rejects.toMatchObject({ retryAfter: 1 });
  await post(b.id);
  fake.kickBot(b);
  await fake.clock.advance(1000);
  await expect(post(b.id)).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
});
