import { REST } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createGuardedFetch, silentLogger } from '../../../src/core/index.ts';
import { createGuardedRest } from '../../../src/discord/guarded-rest.ts';
import { statusMessage } from '../../../src/discord/layout.ts';
import { createMediaLoader } from '../../../src/discord/media.ts';
import { createDiscordCalls } from '../../../src/discord/rest-calls.ts';
import { restOptions } from '../../../src/discord/rest-options.ts';
import { DiscordStage } from '../../support/discord-stage.ts';
import { painted, png } from './sample.ts';

const { signal } = new AbortController();
const POST_MESSAGE = 'POST /channels/{channel_id}/messages';
/** Far below what the bot allows a request, so that the library's own repeat is seen soon. */
const SHORT_MS = 300;

let stage: DiscordStage;
beforeEach(async () => {
  stage = await DiscordStage.start();
});
afterEach(() => stage.close());

describe('a new message', () => {
  it('stands there once when the library sends it again because the answer took too long', async () => {
    const rest = new REST({ ...restOptions(stage.fake.apiUrl), timeout: SHORT_MS }).setToken(
      stage.fake.token,
    );
    const channel = stage.channel();
    const { inLine } = painted(await stage.mention(channel), stage.ada.id);
    stage.fake.failNext(POST_MESSAGE, { delayAnswerMs: 3 * SHORT_MS });
    const about = { nonceKey: 'status 1', replyTo: null };
    const posted = await createDiscordCalls(rest).post(channel.id, statusMessage(inLine), about, signal);
    expect(stage.fake.requestsTo(POST_MESSAGE)).toHaveLength(2);
    const ofBot = stage.fake.world
      .messagesIn(channel.id)
      .filter(({ authorId }) => authorId === stage.fake.botId);
    expect(ofBot.map(({ id }) => id)).toEqual([posted.id]);
  });

  it('is not sent a second time by an interaction token, which knows no nonce', async () => {
    const { apiUrl, clock, token } = stage.fake;
    const rest = createGuardedRest({ token, apiUrl, clock, logger: silentLogger });
    const { reply } = await stage.command({ channel: stage.channel() });
    const { inLine } = painted(await stage.mention(stage.channel()), stage.ada.id);
    const webhook = { ...reply, expiresAt: reply.createdAt };
    const gateway = stage.fake.failNext(/^POST \/webhooks\//, { status: 502, times: 2 });
    const sent = createDiscordCalls(rest).postByToken(webhook, statusMessage(inLine), false, signal);
    await expect(sent).rejects.toMatchObject({ reason: 'outcome_unknown' });
    expect(gateway.hits).toBe(1);
    rest.close();
  });

  it('has two minutes for its answer before anything is sent again', () => {
    expect(restOptions(stage.fake.apiUrl)).toMatchObject({ timeout: 120_000, retries: 1 });
  });
});

describe('a file that somebody posted', () => {
  it('is not looked for where its address redirects to', async () => {
    const channel = stage.channel();
    const files = [
      { name: 'a.png', bytes: await png() },
      { name: 'b.png', bytes: await png() },
    ];
    const message = await stage.ada.post(channel, { files });
    const [first, second] = stage.fake.apiMessage(message).attachments.map(({ url }) => url);
    if (first === undefined || second === undefined) throw new Error('There are no files.');
    const load = createMediaLoader({
      mediaHosts: [stage.fake.mediaHost],
      fetchPicture: createGuardedFetch({ clock: stage.fake.clock }),
      clock: stage.fake.clock,
    });
    // Even to a file that would be allowed by itself.
    stage.fake.failNext(/^GET \/attachments\/.*a\.png/, { status: 302, headers: { location: second } });
    const reached = stage.fake.failNext(/^GET \/attachments\/.*b\.png/, { delayMs: 1 });
    await expect(load(first, signal)).rejects.toMatchObject({ code: 'address_refused' });
    expect(reached.hits).toBe(0);
    expect(Buffer.from(await load(second, signal))).toEqual(Buffer.from(files[1]?.bytes ?? []));
    expect(reached.hits).toBe(1);
  });

  it.each([
    ['of another host', 'http://127.0.0.1:1/attachments/1/2/a.png'],
    ['an avatar', '/avatars/1/2.png'],
    ['the API itself', '/api/v10/users/@me'],
  ])('is refused unread when it is %s', async (_what, where) => {
    const load = createMediaLoader({
      mediaHosts: [stage.fake.mediaHost],
      fetchPicture: createGuardedFetch({ clock: stage.fake.clock }),
      clock: stage.fake.clock,
    });
    const url = new URL(where, `http://${stage.fake.mediaHost}`).href;
    const before = stage.fake.requests.length;
    await expect(load(url, signal)).rejects.toMatchObject({ code: 'address_refused' });
    expect(stage.fake.requests).toHaveLength(before);
  });
});
