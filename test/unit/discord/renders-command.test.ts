import { afterEach, describe, expect, it } from 'vitest';

import { DiscordHandlersRig, type HandlersRigOptions } from '../../support/discord-handlers-rig.ts';
import type { FakeInteraction, FakeUser } from '../../support/fake-discord/index.ts';
import { sampleFailure } from '../../support/sample-job.ts';

const SHUT_OUT = sampleFailure('platform_missing_permission', { charged: 'yes' });

let rig: DiscordHandlersRig;

async function start(options: HandlersRigOptions = {}): Promise<DiscordHandlersRig> {
  rig = await DiscordHandlersRig.start(options);
  return rig;
}

afterEach(() => rig.close());

async function painted(prompt: string, options: Record<string, string> = {}): Promise<string> {
  const interaction = await rig.ada.slash('imagine', { prompt, ...options }, { channel: rig.channel });
  await rig.pictures(interaction);
  return (await rig.job((job) => job.state === 'delivered' && job.request.prompt === prompt)).id;
}

function renders(
  command: string,
  options: Record<string, string> = {},
  by: FakeUser = rig.ada,
): Promise<FakeInteraction> {
  return by.slash(`renders ${command}`, options, { channel: rig.channel });
}

describe('/renders recent', () => {
  it('lists what one has asked for, to oneself, with links to what everyone sees', async () => {
    await start();
    await painted('a red fox');
    const secret = await painted('a *secret*', { visibility: 'requester' });
    const text = await rig.told(await renders('recent'));
    expect(text).toMatch(/Painted.*a red fox.*https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+/);
    expect(text).toContain(`a \\*secret\\* · \`${secret}\``);
  });

  it('shows nothing of others', async () => {
    await start();
    await painted('a red fox');
    const text = await rig.told(await renders('recent', {}, rig.fake.user('Bob')));
    expect(text).toContain('/imagine');
    expect(text).not.toContain('fox');
  });
});

describe('/renders usage', () => {
  it('tells what was used beside what is allowed', async () => {
    await start({ people: { dailyPerUser: 20 } });
    await painted('a red fox');
    const lines = (await rig.told(await renders('usage'))).split('\n');
    expect(lines).toContain('Your pictures today\\: 1 of 20');
    expect(lines).toContain("This channel's pictures today\\: 1");
    expect(lines).toContain('Spent today\\: $0.042');
  });
});

describe('/renders show', () => {
  it('shows a stored picture once more, to its owner alone', async () => {
    await start();
    const jobId = await painted('a red fox');
    const interaction = await renders('show', { render: jobId.toLowerCase() });
    const shown = await rig.pictures(interaction);
    expect(shown.ephemeralFor).toBe(rig.ada.id);
    const [original] = rig.fake.visibleMessages(rig.channel, rig.fake.user('Bob'));
    expect(shown.files[0]?.bytes).toEqual(original?.files[0]?.bytes);
  });

  it('shows a picture that was paid and never delivered', async () => {
    await start();
    const jobId = await painted('a red fox');
    const job = await rig.stores.jobs.get(jobId);
    // As when the bot was shut out while it painted.
    if (job) await rig.stores.jobs.save({ ...job, state: 'failed', resultMessages: [], failure: SHUT_OUT });
    const shown = await rig.pictures(await renders('show', { render: jobId }));
    expect(shown.ephemeralFor).toBe(rig.ada.id);
  });

  it('says which right is missing, and nothing of money: the picture is paid', async () => {
    await start();
    const jobId = await painted('a red fox');
    rig.fake.permit(rig.channel, 'bot', { deny: ['AttachFiles'] });
    const told = await rig.told(await renders('show', { render: jobId }));
    expect(told).toContain('“Attach Files” is missing');
    expect(told).not.toContain('charged');
  });

  it('says nothing of money either where Discord does not take the picture', async () => {
    await start();
    const jobId = await painted('a red fox');
    rig.fake.failNext(/^PATCH \/webhooks\//, { status: 403, code: 50_013 });
    const told = await rig.told(await renders('show', { render: jobId }));
    expect(told).toContain('Trying again can help');
    expect(told).not.toContain('charged');
  });

  it('tells others that there is none', async () => {
    await start();
    const jobId = await painted('a red fox');
    const interaction = await renders('show', { render: jobId }, rig.fake.user('Bob'));
    expect(await rig.told(interaction)).toContain('no such picture');
  });
});

describe('a person on two servers', () => {
  it('finds and forgets everything of theirs from either, seen by them alone', async () => {
    await start();
    const secret = await painted('a secret', { visibility: 'requester' });
    const channel = rig.fake.textChannel(rig.fake.guild());
    const there = (command: string, options: Record<string, string> = {}): Promise<FakeInteraction> =>
      rig.ada.slash(`renders ${command}`, options, { channel });
    const listed = await rig.toldMessage(await there('recent'));
    expect(listed.ephemeralFor).toBe(rig.ada.id);
    expect(rig.fake.renderedText(listed)).toContain('a secret');
    const shown = await rig.pictures(await there('show', { render: secret }));
    expect(shown.ephemeralFor).toBe(rig.ada.id);
    const question = await rig.toldMessage(await there('forget'));
    expect(rig.fake.renderedText(question)).toContain('on every server and in direct messages');
    rig.ada.clickButton(question, 'Forget them', { channel });
    await rig.fake.waitFor(() => rig.fake.renderedText(question).includes('Forgotten'));
    expect(await rig.jobs()).toEqual([]);
    expect(rig.fake.visibleMessages(channel, rig.fake.user('Bob'))).toEqual([]);
  });
});

describe('/renders forget', () => {
  it('asks first, then forgets', async () => {
    await start();
    await painted('a red fox');
    const question = await rig.toldMessage(await renders('forget'));
    expect(await rig.jobs()).toHaveLength(1);
    rig.ada.clickButton(question, 'Forget them');
    await rig.fake.waitFor(() => rig.fake.renderedText(question).includes('Forgotten'));
    expect(rig.fake.renderedText(question)).not.toContain('Forget them');
    expect(await rig.jobs()).toEqual([]);
  });
});
