import { inspect } from 'node:util';

import { REST } from 'discord.js';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { asBotError, MINUTE_MS, PlatformError } from '../../../src/core/index.ts';
import { handleOfReply, liveWebhook } from '../../../src/discord/handle.ts';
import { statusMessage } from '../../../src/discord/layout.ts';
import { createDiscordCalls, nonceOf } from '../../../src/discord/rest-calls.ts';
import { restOptions } from '../../../src/discord/rest-options.ts';
import { conversationOf, DiscordStage } from '../../support/discord-stage.ts';
import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { SAMPLE_JOB_ID } from '../../support/sample-job.ts';
import { painted, picture, SECRET_PROMPT } from './sample.ts';

const { signal } = new AbortController();
const PATCH_TOKEN = /^PATCH \/webhooks\//;
const POST_CHANNEL = /^POST \/channels\/\d+\/messages$/;

describe('calls to Discord', () => {
  let stage: DiscordStage;
  beforeEach(async () => {
    stage = await DiscordStage.start();
  });
  afterEach(async () => {
    await stage.close();
  });

  async function failureOf(call: Promise<unknown>): Promise<PlatformError> {
    const error = await call.then(() => null, asBotError);
    if (error instanceof PlatformError) return error;
    throw new Error('it did not fail as it should');
  }

  async function announced(): Promise<
    ReturnType<typeof painted> & { token: string; run: () => Promise<unknown> }
  > {
    const channel = stage.channel();
    const { origin, interaction } = await stage.command({ channel });
    const sample = painted(origin, stage.ada.id);
    const run = (): Promise<unknown> => stage.presenter.announce(sample.job, sample.inLine, signal);
    return { ...sample, token: interaction.token, run };
  }

  it.each([
    { status: 400, code: 50035, reason: 'rejected' },
    { status: 400, code: 0, reason: 'rejected' },
    { status: 403, code: 0, reason: 'rejected' },
    { status: 404, code: 0, reason: 'rejected' },
    { status: 405, code: 0, reason: 'rejected' },
    { status: 403, code: 40333, reason: 'unavailable' },
    { status: 403, code: 40062, reason: 'unavailable' },
    { status: 400, code: 130000, reason: 'unavailable' },
    { status: 401, code: 0, reason: 'unavailable' },
    { status: 403, code: 50001, reason: 'missing_permission' },
    { status: 404, code: 10003, reason: 'gone' },
    { status: 413, code: 40005, reason: 'payload_too_large' },
    { status: 429, retryAfterMs: 60_000, reason: 'rate_limited' },
    { status: 429, code: 40062, retryAfterMs: 60_000, reason: 'rate_limited' },
    { status: 500, times: 2, reason: 'unavailable' },
    { status: 403, html: true, reason: 'unavailable' },
    { status: 408, html: true, reason: 'unavailable' },
    { status: 413, html: true, reason: 'payload_too_large' },
  ] as const)(
    'say $reason for $status (code $code), without token and prompt',
    async ({ reason, ...fault }) => {
      const { token, run } = await announced();
      stage.fake.failNext(PATCH_TOKEN, fault);
      const error = await failureOf(run());
      expect(error.reason).toBe(reason);
      const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      expect(everything).not.toContain(token);
      expect(everything).not.toContain(SECRET_PROMPT);
    },
  );

  it('tell how long a rate limit lasts, and sit out a short one', async () => {
    const { run } = await announced();
    stage.fake.failNext(PATCH_TOKEN, { status: 429, retryAfterMs: 60_000 });
    expect((await failureOf(run())).retryAfterMs).toBeGreaterThanOrEqual(60_000);
    stage.fake.failNext(PATCH_TOKEN, { status: 429, retryAfterMs: 50 });
    await (await announced()).run();
  });

  it('keep the money safe when the bot itself is logged out: that may be mended', async () => {
    const origin = await stage.mention(stage.channel());
    const { job, inLine } = painted(origin, stage.ada.id);
    const run = (): Promise<unknown> => stage.presenter.announce(job, inLine, signal);
    stage.fake.failNext(POST_CHANNEL, { status: 401 });
    expect((await failureOf(run())).reason).toBe('unavailable');
    // The library has forgotten its token by now.
    expect((await failureOf(run())).reason).toBe('unavailable');
  });

  it('know that nothing was posted when nobody listens, and do not know when the answer is cut off', async () => {
    const origin = await stage.mention(stage.channel());
    const { job, inLine } = painted(origin, stage.ada.id);
    stage.fake.failNext(POST_CHANNEL, { cutAfterTaking: true });
    expect((await failureOf(stage.presenter.announce(job, inLine, signal))).reason).toBe('outcome_unknown');
    expect(
      stage.fake.requests.filter(({ method, path }) => POST_CHANNEL.test(`${method} ${path}`)),
    ).toHaveLength(1);
    const closed = await startFakeDiscord();
    await closed.close();
    const nowhere = stage.newPresenter(new REST(restOptions(closed.apiUrl)).setToken('x'));
    expect((await failureOf(nowhere.announce(job, inLine, signal))).reason).toBe('unavailable');
  });

  it('post a message once, however often they are made', async () => {
    const channel = stage.channel();
    const calls = createDiscordCalls(stage.rest);
    const { inLine } = painted(await stage.mention(channel), stage.ada.id);
    const about = { nonceKey: 'status 1', replyTo: null };
    const first = await calls.post(channel.id, statusMessage(inLine), about, signal);
    const again = await calls.post(channel.id, statusMessage(inLine), about, signal);
    expect(again.id).toBe(first.id);
    expect(nonceOf('a')).toHaveLength(25);
    expect(nonceOf('a')).not.toBe(nonceOf('b'));
  });

  it('upload with another undici as the global dispatcher of the process', async () => {
    const before = getGlobalDispatcher();
    const agent = new Agent();
    setGlobalDispatcher(agent);
    try {
      const { job, inLine, done } = await announced();
      const { handle } = await stage.presenter.announce(job, inLine, signal);
      await stage.presenter.deliver(handle, SAMPLE_JOB_ID, done, [await picture()], signal);
    } finally {
      setGlobalDispatcher(before);
      await agent.close();
    }
    expect(stage.fake.requests.at(-1)?.files).toHaveLength(1);
  });

  it('restrict mentions on every create and every edit', async () => {
    const { job, inLine, done, run } = await announced();
    await run();
    const { handle } = await stage.presenter.announce(job, inLine, signal);
    await stage.presenter.deliver(handle, SAMPLE_JOB_ID, done, [await picture()], signal);
    await stage.presenter.notify(job.request.origin, { tone: 'info', text: 'Hello.', actions: [] }, signal);
    const messages = stage.fake.requests.filter(({ path }) => path.includes('/webhooks/'));
    expect(messages).toHaveLength(4);
    for (const { body } of messages) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('stop using a token a minute before Discord does', async () => {
    const channel = stage.channel();
    const { reply } = await stage.command({ channel });
    const handle = handleOfReply(reply, conversationOf(channel));
    expect(liveWebhook(handle, reply.createdAt + 13 * MINUTE_MS)).not.toBeNull();
    expect(liveWebhook(handle, reply.createdAt + 14 * MINUTE_MS)).toBeNull();
    expect(stage.presenter.handleExpiresAt(handle)).toBe(reply.createdAt + 14 * MINUTE_MS);
  });

  it('leave alone what another program made of the way to a message', async () => {
    const { inLine } = painted(await stage.mention(stage.channel()), stage.ada.id);
    const error = await failureOf(stage.presenter.update({ v: 9 }, inLine, signal));
    expect(error.reason).toBe('handle_expired');
  });

  it('do not remove what is gone, and say when they may not', async () => {
    const channel = stage.channel();
    const foreign = await stage.ada.post(channel, { content: 'hers' });
    const ref = { conversation: conversationOf(channel), messageId: foreign.id };
    expect((await failureOf(stage.presenter.remove([ref], signal))).reason).toBe('missing_permission');
    stage.ada.deleteMessage(foreign);
    await stage.presenter.remove([ref], signal);
    expect(stage.fake.requestsTo('DELETE /channels/{channel_id}/messages/{message_id}')).toHaveLength(2);
  });
});
