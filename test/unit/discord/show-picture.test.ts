import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { privateNoticeMessage } from '../../../src/discord/layout.ts';
import { createDiscordCalls } from '../../../src/discord/rest-calls.ts';
import { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';
import type { MessageRecord } from '../../support/fake-discord/index.ts';
import { sampleFailure } from '../../support/sample-job.ts';

const { signal } = new AbortController();
const SHUT_OUT = sampleFailure('platform_missing_permission', { charged: 'yes' });

let rig: DiscordHandlersRig;
beforeEach(async () => {
  rig = await DiscordHandlersRig.start();
});
afterEach(() => rig.close());

/** The notice of a job whose picture was paid and could not be delivered, as when the bot was shut out while it painted. */
async function noticeOfUndelivered(): Promise<MessageRecord> {
  await rig.pictures(await rig.ada.slash('imagine', { prompt: 'a red fox' }, { channel: rig.channel }));
  const job = await rig.job();
  await rig.stores.jobs.save({ ...job, state: 'failed', resultMessages: [], failure: SHUT_OUT });
  const calls = createDiscordCalls(rig.client.rest);
  const notice = privateNoticeMessage(job.id, rig.ada.id);
  const { id } = await calls.post(rig.channel.id, notice, { nonceKey: 'notice', replyTo: null }, signal);
  return rig.fake.waitFor(() => rig.fake.world.messages.get(id), 'the notice');
}

describe('the button “Show my picture”', () => {
  it('shows a picture that was paid and never delivered, and why', async () => {
    const click = rig.ada.clickButton(await noticeOfUndelivered(), 'Show my picture');
    const shown = await rig.pictures(click);
    expect(shown.ephemeralFor).toBe(rig.ada.id);
    expect(rig.fake.renderedText(shown)).toContain('It was charged');
  });

  it('says which right is missing, and nothing of money: the picture is paid', async () => {
    const notice = await noticeOfUndelivered();
    rig.fake.permit(rig.channel, 'bot', { deny: ['AttachFiles'] });
    const told = await rig.told(rig.ada.clickButton(notice, 'Show my picture'));
    expect(told).toContain('“Attach Files” is missing');
    expect(told).not.toContain('charged');
  });

  it('says nothing of money either where Discord does not take the picture', async () => {
    const notice = await noticeOfUndelivered();
    rig.fake.failNext(/^PATCH \/webhooks\//, { status: 403, code: 50_013 });
    const told = await rig.told(rig.ada.clickButton(notice, 'Show my picture'));
    expect(told).toContain('Trying again can help');
    expect(told).not.toContain('charged');
  });

  it('shows nothing of it to others', async () => {
    const click = rig.fake.user('Bob').clickButton(await noticeOfUndelivered(), 'Show my picture');
    expect(await rig.told(click)).not.toContain('fox');
    expect(click.response?.files).toEqual([]);
  });
});
