import { DiscordAPIError, RateLimitError } from 'discord.js';
import { expect, it } from 'vitest';

import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { loginClient } from '../../support/fake-discord/real-client.ts';
import { api, SILENT } from './api.ts';

const CREATE = 'POST /channels/{channel_id}/messages';

it('does what was asked and cuts the connection, so that the caller cannot know', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const path = `/channels/${channel.id}/messages`;
  const fault = fake.failNext(CREATE, { cutAfterTaking: true });
  await expect(api(fake, 'POST', path, { content: 'x', ...SILENT })).rejects.toThrow();
  expect(fake.world.messagesIn(channel.id)).toHaveLength(1);
  fake.failNext(CREATE, { cutBeforeTaking: true });
  await expect(api(fake, 'POST', path, { content: 'y', ...SILENT })).rejects.toThrow();
  expect(fake.world.messagesIn(channel.id)).toHaveLength(1);
  expect(fault.hits).toBe(1);
});

it('answers with any status and code, as many times as it is told', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const client = await loginClient(fake);
  const fault = fake.failNext('GET /channels/*', { status: 502, times: 2 });
  expect((await client.channels.fetch(channel.id, { force: true }))?.id).toBe(channel.id);
  expect(fault.hits).toBe(2);
  fake.failNext(/^GET \/channels\//u, { status: 403, code: 50001, message: 'Missing Access' });
  await expect(client.channels.fetch(channel.id, { force: true })).rejects.toBeInstanceOf(DiscordAPIError);
  expect(fake.invalidRequests).toBe(1);
  await client.destroy();
});

it('sends the rate limits of a bucket in its headers, and 429 when it is used up', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  fake.limitRate(CREATE, { limit: 1, perMs: 300 });
  const path = `/channels/${channel.id}/messages`;
  const first = await api(fake, 'POST', path, { content: 'x', ...SILENT });
  expect(first.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(first.headers.get('x-ratelimit-bucket')).toMatch(/^[0-9a-f]{32}$/u);
  const second = await api(fake, 'POST', path, { content: 'y', ...SILENT });
  expect(second).toMatchObject({ status: 429, body: { global: false } });
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(second.headers.get('x-ratelimit-scope')).toBe('user');
  // The real client waits for the bucket instead of failing.
  const client = await loginClient(fake);
  const seen = await client.channels.fetch(channel.id);
  if (!seen?.isSendable()) throw new Error('no channel to send to');
  await Promise.all([seen.send('one'), seen.send('two')]);
  expect(fake.world.messagesIn(channel.id)).toHaveLength(3);
  await client.destroy();
});

it('lets a client see an injected 429 when it asked to', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const client = await loginClient(fake, { rest: { rejectOnRateLimit: () => true } });
  fake.failNext('GET /channels/*', { status: 429, scope: 'global', retryAfterMs: 250 });
  await expect(client.channels.fetch(channel.id, { force: true })).rejects.toBeInstanceOf(RateLimitError);
  await client.destroy();
});

it('answers late after having taken the request, so that a client with a short timeout asks twice', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const client = await loginClient(fake, { rest: { timeout: 300 } });
  const seen = await client.channels.fetch(channel.id);
  if (!seen?.isSendable()) throw new Error('no channel to send to');
  fake.failNext(CREATE, { delayAnswerMs: 1000 });
  await seen.send({ content: 'x', nonce: 'job-1', enforceNonce: true });
  expect(fake.requestsTo(CREATE)).toHaveLength(2);
  expect(fake.world.messagesIn(channel.id)).toHaveLength(1);
  await client.destroy();
});
