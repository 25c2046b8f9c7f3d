import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLogger, systemClock } from '../../../src/core/index.ts';
import { BOT_SCOPES } from '../../../src/slack/scopes.ts';
import { createWebClient } from '../../../src/slack/web-calls.ts';
import { createWorkspaces, type Workspaces, type WorkspacesOptions } from '../../../src/slack/workspaces.ts';
import { SlackStub } from '../../support/slack-stub.ts';

const KNOWN = { ok: true, team_id: 'T1', user_id: 'UBOT' };
const BROKEN = { body: 'bad gateway', status: 502 };
const PATIENCE_MS = 15_000;

describe('the workspace of a bot token', () => {
  let slack: SlackStub;
  let workspaces: Workspaces;

  let stopping: AbortController;
  /** How much faster than time the waits pass. */
  let hurry: number;

  beforeEach(async () => {
    stopping = new AbortController();
    hurry = 1;
    slack = await SlackStub.start();
    workspaces = createWorkspaces(options());
  });

  function options(): WorkspacesOptions {
    return {
      botToken: 'xoxb-of-a-test',
      oauth: null,
      apiUrl: slack.apiUrl,
      createClient: (token) => createWebClient(token, slack.apiUrl, silentLogger),
      clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal) },
      logger: silentLogger,
      signal: stopping.signal,
    };
  }
  afterEach(async () => {
    stopping.abort(new Error('The test is over.'));
    await slack.close();
  });

  it('is asked for once, with the scopes that Slack names', async () => {
    await workspaces.check();
    const [first, second] = await Promise.all([workspaces.of(null), workspaces.of('T1')]);
    expect(first).toBe(second);
    expect(first).toMatchObject({ teamId: 'T1', botUserId: 'UBOT', botId: 'B1' });
    expect(first.scopes).toEqual(['commands', 'chat:write', 'files:write']);
    expect(slack.countOf('auth.test')).toBe(1);
    expect(workspaces.teamName()).toBe('Acme');
  });

  it('is refused in words when the token is wrong, without it', async () => {
    slack.on('auth.test', () => ({ body: { ok: false, error: 'invalid_auth' } }));
    const failure = await workspaces.check().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'config' });
    expect(String(failure)).toMatch(/SLACK_BOT_TOKEN is refused by Slack \(invalid_auth\)/);
    expect(String(failure)).not.toContain('xoxb-of-a-test');
  });

  it('is asked for its scopes anew while some are missing, a while after the last time', async () => {
    let laterMs = 0;
    const later = createWorkspaces({
      ...options(),
      clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + laterMs },
    });
    expect((await later.of(null)).scopes).not.toContain('files:read');
    slack.on('auth.test', () => ({ body: KNOWN, headers: { 'x-oauth-scopes': BOT_SCOPES.join() } }));
    expect((await later.of(null)).scopes).not.toContain('files:read');
    laterMs += 10_000;
    expect((await later.of(null)).scopes).toContain('files:read');
    laterMs += 10_000;
    await later.of(null);
    expect(slack.countOf('auth.test')).toBe(2);
  });

  it('keeps the scopes that it has while Slack does not tell', async () => {
    let laterMs = 0;
    const later = createWorkspaces({
      ...options(),
      clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + laterMs },
    });
    const known = await later.of(null);
    slack.on('auth.test', () => BROKEN);
    laterMs += 10_000;
    expect(await later.of(null)).toEqual(known);
    expect(slack.countOf('auth.test')).toBe(2);
  });

  it('is asked for again until Slack answers', async () => {
    hurry = 50;
    slack.on('auth.test', () => BROKEN);
    await workspaces.check();
    await expect(workspaces.of(null)).rejects.toMatchObject({ reason: 'unavailable' });
    expect(workspaces.teamName()).toBeNull();
    slack.on('auth.test', () => ({ body: { ok: true, team_id: 'T1', user_id: 'UBOT' } }));
    await vi.waitUntil(() => workspaces.teamName() === 'T1', PATIENCE_MS);
    expect(await workspaces.of(null)).toMatchObject({ teamId: 'T1', scopes: null });
  });

  it('holds up no start while Slack takes its time', async () => {
    hurry = 50;
    const answered = Promise.withResolvers<undefined>();
    slack.on('auth.test', async () => {
      await answered.promise;
      return { body: { ok: true, team_id: 'T1', user_id: 'UBOT' } };
    });
    await workspaces.check();
    expect(workspaces.teamName()).toBeNull();
    answered.resolve(undefined);
    await vi.waitUntil(() => workspaces.teamName() === 'T1', PATIENCE_MS);
  });

  it('says so when the token is refused after the start', async () => {
    hurry = 50;
    slack.on('auth.test', () => BROKEN);
    await workspaces.check();
    slack.on('auth.test', () => ({ body: { ok: false, error: 'invalid_auth' } }));
    await vi.waitUntil(() => workspaces.problem()?.includes('SLACK_BOT_TOKEN is refused'), PATIENCE_MS);
  });
});
