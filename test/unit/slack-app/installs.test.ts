import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLogger, systemClock, type NoteStore } from '../../../src/core/index.ts';
import { installRoutes, INSTALL_PATH } from '../../../src/slack/install-routes.ts';
import { createInstallations, type Installations } from '../../../src/slack/installation-store.ts';
import { createInstaller } from '../../../src/slack/installer.ts';
import { createLibraryLogger } from '../../../src/slack/library-logger.ts';
import { createWebClient } from '../../../src/slack/web-calls.ts';
import { createWorkspaces, type Workspaces } from '../../../src/slack/workspaces.ts';
import { startFakeSlack, type FakeSlack } from '../../support/fake-slack/index.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

describe('installing by OAuth', () => {
  let fake: FakeSlack;
  let http: FastifyInstance;
  let notes: NoteStore;
  let installations: Installations;
  let workspaces: Workspaces;

  beforeEach(async () => {
    fake = await startFakeSlack();
    http = fastify();
    notes = createMemoryNotes(systemClock);
    installations = createInstallations(notes, systemClock);
    const { clientId, clientSecret } = fake.settings;
    const installer = createInstaller({
      oauth: { clientId, clientSecret, stateSecret: 'a secret of the state' },
      apiUrl: fake.apiUrl,
      installations,
      libraryLogger: createLibraryLogger(silentLogger),
    });
    await installRoutes({ http, installer, logger: silentLogger });
    workspaces = createWorkspaces({
      botToken: null,
      oauth: { installations, installer },
      apiUrl: fake.apiUrl,
      createClient: (token) => createWebClient(token, fake.apiUrl, silentLogger),
      clock: systemClock,
      logger: silentLogger,
      signal: new AbortController().signal,
    });
  });
  afterEach(async () => {
    await http.close();
    await fake.close();
  });

  async function installPage(): Promise<{ url: string; cookie: string }> {
    const answer = await http.inject(INSTALL_PATH);
    const [, href = ''] = /href="([^"]+)"/.exec(answer.body) ?? [];
    const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
    return { url: href.replaceAll('&amp;', '&'), cookie };
  }

  async function comeBack(cookie: string, url: string): Promise<{ status: number; text: string }> {
    const { search } = new URL(fake.approveInstall(url, fake.team, fake.user('Ada')));
    const answer = await http.inject({ url: `/slack/oauth_redirect${search}`, headers: { cookie } });
    return { status: answer.statusCode, text: answer.body };
  }

  it('makes the workspace known, with its token and scopes', async () => {
    const { url, cookie } = await installPage();
    expect(await comeBack(cookie, url)).toMatchObject({ status: 200 });
    const workspace = await workspaces.of(fake.team.id);
    expect(workspace).toMatchObject({ botToken: fake.botToken, botUserId: fake.botUserId });
    expect(workspace.scopes).toContain('files:read');
    expect(await workspaces.of(fake.team.id)).toBe(workspace);
  });

  it('refuses a browser that did not begin it', async () => {
    const { url } = await installPage();
    const answer = await comeBack('slack-app-oauth-state=another', url);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.text).toContain('another browser');
    await expect(workspaces.of(fake.team.id)).rejects.toMatchObject({ reason: 'gone' });
  });

  it('keeps what was installed after an uninstall that arrives late', async () => {
    const { url, cookie } = await installPage();
    await comeBack(cookie, url);
    expect(await installations.remove(fake.team.id, systemClock.now() - 60_000)).toBe(false);
    expect(await installations.remove(fake.team.id, systemClock.now() + 1000)).toBe(true);
    await expect(workspaces.of(fake.team.id)).rejects.toMatchObject({ reason: 'gone' });
  });
});
