import { expect, it } from 'vitest';

import type { FakeDiscord, FakeDiscordOptions } from '../../support/fake-discord/index.ts';
import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import type { ChannelRecord } from '../../support/fake-discord/index.ts';
import { api, picture, SILENT } from './api.ts';
import type { ApiAnswer } from './api.ts';

function post(
  fake: FakeDiscord,
  channel: ChannelRecord,
  body: object,
  files?: Record<string, Uint8Array>,
): Promise<ApiAnswer> {
  return api(
    fake,
    'POST',
    `/channels/${channel.id}/messages`,
    { ...SILENT, ...body },
    files ? { files } : {},
  );
}

function edit(
  fake: FakeDiscord,
  channel: ChannelRecord,
  id: unknown,
  body: object,
  files?: Record<string, Uint8Array>,
): Promise<ApiAnswer> {
  const path = `/channels/${channel.id}/messages/${String(id)}`;
  return api(fake, 'PATCH', path, { ...SILENT, ...body }, files ? { files } : {});
}

async function place(
  options?: FakeDiscordOptions,
): Promise<{ fake: FakeDiscord; channel: ChannelRecord } & AsyncDisposable> {
  const fake = await startFakeDiscord(options);
  const channel = fake.textChannel(fake.guild());
  return { fake, channel, [Symbol.asyncDispose]: () => fake.close() };
}

it('answers a create with the same enforced nonce by the message that is there', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const body = { content: 'once', nonce: 'job-1', enforce_nonce: true };
  const [first, second] = [await post(fake, channel, body), await post(fake, channel, body)];
  const third = await post(fake, channel, { ...body, nonce: 'job-2' });
  expect(second.body['id']).toBe(first.body['id']);
  expect(third.body['id']).not.toBe(first.body['id']);
  await fake.clock.advance(10 * 60_000);
  expect((await post(fake, channel, body)).body['id']).not.toBe(first.body['id']);
});

it('refuses edits in an archived thread with 50083, and a new message brings the thread back', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const thread = fake.thread(channel);
  const { body } = await post(fake, thread, { content: 'painting' });
  fake.archive(thread);
  expect((await edit(fake, thread, body['id'], { content: 'done' })).body).toMatchObject({ code: 50083 });
  expect((await post(fake, thread, { content: 'done' })).status).toBe(200);
  expect(thread.thread?.archived).toBe(false);
  expect((await edit(fake, thread, body['id'], { content: 'done' })).status).toBe(200);
});

it('holds the bot to its permissions', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const hidden = fake.textChannel(fake.guild(), { botMayNot: ['ViewChannel'] });
  fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
  expect((await post(fake, hidden, { content: 'x' })).body).toMatchObject({ code: 50001 });
  const files = { 'a.png': await picture() };
  expect((await post(fake, channel, {}, files)).body).toMatchObject({ code: 50013 });
  expect((await post(fake, channel, { content: 'x' })).status).toBe(200);
  fake.permit(channel, 'bot', { deny: ['SendMessages'] });
  expect((await post(fake, channel, { content: 'x' })).body).toMatchObject({ code: 50013 });
});

it('opens a direct conversation, and refuses to write to somebody who closed theirs', async () => {
  await using fake = await startFakeDiscord();
  const ada = fake.user('Ada', { dmsClosed: true });
  const opened = await api(fake, 'POST', '/users/@me/channels', { recipient_id: ada.id });
  expect(opened.body).toMatchObject({ id: ada.dm.id, type: 1 });
  expect((await post(fake, ada.dm, { content: 'x' })).body).toMatchObject({ code: 50007 });
  ada.setDmsClosed(false);
  expect((await post(fake, ada.dm, { content: 'x' })).status).toBe(200);
});

it('allows few edits of a message that is older than an hour', async () => {
  await using at = await place({ oldMessageLimit: { edits: 1 } });
  const { fake, channel } = at;
  const { body } = await post(fake, channel, { content: 'painting' });
  const change = (): Promise<ApiAnswer> => edit(fake, channel, body['id'], { content: 'x' });
  for (let count = 0; count < 5; count += 1) expect((await change()).status).toBe(200);
  await fake.clock.advance(60 * 60_000);
  expect((await change()).status).toBe(200);
  expect(await change()).toMatchObject({ status: 429, body: { code: 30046 } });
});

it('keeps only the listed files on an edit that brings new ones', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const bytes = await picture();
  const made = await post(fake, channel, {}, { 'a.png': bytes, 'b.png': bytes });
  const message = fake.world.message(channel.id, String(made.body['id']));
  const [first] = message.files;
  await edit(fake, channel, message.id, { content: 'same files' });
  expect(message.files).toHaveLength(2);
  await edit(
    fake,
    channel,
    message.id,
    { attachments: [{ id: first?.id }, { id: '0', filename: 'c.png', description: 'third' }] },
    { 'c.png': bytes },
  );
  expect(message.files.map((file) => file.filename)).toEqual(['a.png', 'c.png']);
  expect(fake.violations).toEqual([]);
});

it('leaves files that an embed shows out of the attachments, and gives the embed their link', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const embeds = [{ image: { url: 'attachment://a.png' } }];
  const { body } = await post(fake, channel, { embeds }, { 'a.png': await picture() });
  expect(body['attachments']).toEqual([]);
  expect(body['embeds']).toMatchObject([{ image: { width: 8 } }]);
});

it('serves a picture under a signed link that ends after a day', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const bytes = await picture();
  const posted = await fake.user('Ada').post(channel, { files: [{ name: 'a.png', bytes }] });
  const url = fake.apiMessage(posted).attachments[0]?.url ?? '';
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  expect(Number.parseInt(new URL(url).searchParams.get('ex') ?? '', 16) * 1000).toBeGreaterThan(
    fake.clock.now(),
  );
  expect((await fetch(url.replace('hm=', 'hm=0'))).status).toBe(404);
  await fake.clock.advance(25 * 60 * 60_000);
  expect((await fetch(url)).status).toBe(404);
  const fresh = fake.apiMessage(posted).attachments[0]?.url ?? '';
  expect((await fetch(fresh)).status).toBe(200);
  fake.media.forget(posted.files[0]?.id ?? '');
  expect((await fetch(fresh)).status).toBe(404);
});

it('works out whom a message pings', async () => {
  await using at = await place();
  const { fake, channel } = at;
  const [ada, ben] = [fake.user('Ada'), fake.user('Ben')];
  const asked = await ada.post(channel, { content: 'paint' });
  const role = fake.role(fake.world.guild(channel.guildId ?? ''), 'artists', [], { mentionable: true });
  const content = `${ben.mention} <@&${role.id}> @everyone`;
  const pings = async (body: object): Promise<{ users: string[]; roles: number; everyone: boolean }> => {
    const made = await api(fake, 'POST', `/channels/${channel.id}/messages`, { content, ...body });
    const found = fake.pings(fake.world.message(channel.id, String(made.body['id'])));
    return { users: [...found.users], roles: found.roles.size, everyone: found.everyone };
  };
  const nobody = { users: [], roles: 0, everyone: false };
  const reply = { message_reference: { message_id: asked.id } };

  // The bot lacks the permission to mention everyone.
  expect(await pings({})).toEqual({ users: [ben.id], roles: 1, everyone: false });
  expect(await pings(SILENT)).toEqual(nobody);
  expect(await pings({ ...SILENT, ...reply })).toEqual(nobody);
  expect((await pings({ allowed_mentions: { parse: [], replied_user: true }, ...reply })).users).toEqual([
    ada.id,
  ]);
  expect((await pings({ allowed_mentions: { parse: [], users: [ben.id] } })).users).toEqual([ben.id]);
  expect(await pings({ content: `\`\`\`\n${content}\n\`\`\`` })).toEqual(nobody);
  const embeds = [{ description: content }];
  expect(await pings({ content: '', embeds })).toEqual(nobody);
  const components = [{ type: 10, content }];
  expect(await pings({ content: '', components, flags: 1 << 15 })).toMatchObject({
    users: [ben.id],
    roles: 1,
  });
});

it('hides what people wrote at REST as well, while the toggle is off', async () => {
  await using at = await place({ messageContentAllowed: false });
  const { fake, channel } = at;
  const bare = await fake.user('Ada').post(channel, { content: 'secret' });
  const own = await post(fake, channel, { content: 'mine' });
  const read = async (id: unknown): Promise<unknown> =>
    (await api(fake, 'GET', `/channels/${channel.id}/messages/${String(id)}`)).body['content'];
  expect(await read(bare.id)).toBe('');
  expect(await read(own.body['id'])).toBe('mine');
});
