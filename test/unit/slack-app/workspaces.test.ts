import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLogger, systemClock } from '../../../src/core/index.ts';
import { createWebClient } from '../../../src/slack/web-calls.ts';
import { createWorkspaces, type Workspaces } from '../../../src/slack/workspaces.ts';
import { SlackStub } from '../../support/slack-stub.ts';

describe('the workspace of a bot token', () => {
  let slack: SlackStub;
  let workspaces: Workspaces;

  beforeEach(async () => {
    slack = await SlackStub.start();
    workspaces = createWorkspaces({
      botToken: 'xoxb-of-a-test',
      oauth: null,
      apiUrl: slack.apiUrl,
      createClient: (token) => createWebClient(token, slack.apiUrl, silentLogger),
      clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 50, signal) },
      logger: silentLogger,
      signal: new AbortController().signal,
    });
  });
  afterEach(() => slack.close());

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

  it('is asked for again once Slack answers', async () => {
    slack.on('auth.test', () => ({ body: 'bad gateway', status: 502 }));
    await workspaces.check();
    await expect(workspaces.of(null)).rejects.toMatchObject({ reason: 'unavailable' });
    slack.on('auth.test', () => ({ body: { ok: true, team_id: 'T1', user_id: 'UBOT' } }));
    expect(await workspaces.of(null)).toMatchObject({ teamId: 'T1', scopes: null });
  });
});
