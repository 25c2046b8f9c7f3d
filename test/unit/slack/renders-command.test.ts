import { afterEach, beforeEach, expect, test } from 'vitest';

import type { RenderJob } from '../../../src/core/index.ts';
import type { ChannelRecord, FakeUser } from '../../support/fake-slack/index.ts';
import {
  failedTake,
  paintedTake,
  sampleFailure,
  samplePicture,
  sampleRequest,
} from '../../support/sample-job.ts';
import { startSlackHandlers, type SlackHandlersRig } from '../../support/slack-handlers-rig.ts';

/** The beginning of a png: the scripted core looks no closer. */
const TINY_PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

let rig: SlackHandlersRig;
let ada: FakeUser;
let channel: ChannelRecord;

beforeEach(async () => {
  rig = await startSlackHandlers();
  ada = rig.fake.user('Ada');
  channel = rig.fake.channel();
  rig.fake.inviteBot(channel);
});
afterEach(async () => {
  await rig.stop();
  if (rig.fake.violations.length > 0) throw new Error(JSON.stringify(rig.fake.violations, null, 2));
});

/** A job of Ada's that failed after its picture was paid and stored, as when its channel was closed meanwhile. */
async function undelivered(takes: 'painted' | 'failed'): Promise<RenderJob> {
  const hash = await rig.jobs.stores.pictures.put(TINY_PNG);
  const picture = samplePicture({ hash, contentType: 'image/png', sizeBytes: TINY_PNG.length });
  const requester = {
    platform: 'slack' as const,
    workspaceId: rig.fake.team.id,
    userId: ada.id,
    displayName: 'Ada',
    locale: null,
  };
  const { origin } = sampleRequest();
  const conversation = {
    platform: 'slack' as const,
    workspaceId: rig.fake.team.id,
    channelId: channel.id,
    threadId: null,
  };
  return rig.jobs.left(
    {
      state: 'failed',
      failure: sampleFailure('platform_missing_permission', { charged: 'yes' }),
      finishedAt: rig.jobs.clock.now(),
      request: sampleRequest({ requester, origin: { ...origin, conversation } }),
    },
    [takes === 'painted' ? paintedTake(0, { pictures: [picture] }) : failedTake(0, 'render_failed')],
  );
}

/** Resolves once the app has said this in the channel. */
async function told(words: string): Promise<void> {
  const { fake } = rig;
  const said = (): string =>
    fake
      .botMessages(channel, ada)
      .map((message) => fake.shownText(message))
      .join('\n');
  await fake.waitFor(() => said().includes(words), words);
}

test('shows a picture that was paid and never delivered', async () => {
  const { id } = await undelivered('painted');
  ada.slash(channel, '/renders', `show ${id}`);
  await told('sent it to you directly');
  const [sent] = rig.fake.botMessages(ada.im);
  expect(sent && rig.fake.filesOf(sent).map(({ bytes }) => Buffer.from(bytes))).toEqual([
    Buffer.from(TINY_PNG),
  ]);
});

test('says that there is no picture of what failed', async () => {
  const { id } = await undelivered('failed');
  ada.slash(channel, '/renders', `show ${id}`);
  await told('There is no picture of it');
});
