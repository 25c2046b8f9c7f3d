import Fastify from 'fastify';

import { createGuardedFetch, silentLogger, systemClock, type Adapter } from '../../src/core/index.ts';
import { createSlack } from '../../src/slack/index.ts';
import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import { startFakeSlack, type FakeSlack } from './fake-slack/index.ts';
import { JobRig } from './job-rig.ts';
import { createMemoryNotes } from './memory-stores.ts';

/** Real Bolt over a socket to a fake Slack, and the core with a scripted service. */
export interface SlackHandlersRig {
  fake: FakeSlack;
  jobs: JobRig;
  adapter: Adapter;
  stop(): Promise<void>;
}

export async function startSlackHandlers(scopes: readonly string[] = BOT_SCOPES): Promise<SlackHandlersRig> {
  const fake = await startFakeSlack({ scopes, manifestScopes: BOT_SCOPES });
  const jobs = new JobRig();
  const context = {
    bot: jobs.bot,
    notes: createMemoryNotes(systemClock),
    clock: systemClock,
    logger: silentLogger,
  };
  const adapter = await createSlack({
    context,
    http: Fastify(),
    settings: {
      botToken: fake.botToken,
      appToken: fake.appToken,
      signingSecret: null,
      oauth: null,
      apiUrl: fake.apiUrl,
      fileHosts: [fake.fileHost],
    },
    fetchPicture: createGuardedFetch({ clock: systemClock }),
    retentionDays: 30,
  });
  jobs.running.addPresenter(adapter.presenter);
  await adapter.start();
  await fake.waitForReady();
  return {
    fake,
    jobs,
    adapter,
    async stop() {
      await adapter.stop();
      await fake.close();
    },
  };
}
