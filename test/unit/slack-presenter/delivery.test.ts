import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DELIVERY_KEY, failureOf, outgoing, stageOf, type Stage } from '../../contract/presenter-stage.ts';
import { slackFixture } from '../../support/slack-fixture.ts';
import type { SlackStage } from '../../support/slack-stage.ts';
import { DAY_MS, type MessageRef } from '../../../src/core/index.ts';
import { REQUIRED_SCOPES } from '../../../src/slack/workspace.ts';

const ignore = (): void => undefined;
type Fixture = Awaited<ReturnType<typeof slackFixture>>;

let fixture: Fixture;
let slack: SlackStage;
let stage: Stage;

// With the scopes alone without which nothing works: no history of channels can be read.
beforeEach(async () => {
  fixture = await slackFixture('command', REQUIRED_SCOPES);
  slack = fixture.stage;
  stage = await stageOf(fixture);
});
afterEach(() => fixture.close());

describe('a delivery', () => {
  it('waits until Slack knows what the file is', async () => {
    slack.fake.settings.readiness = { looks: 3 };
    const pictures = await outgoing(stage, 1);
    await fixture.presenter.deliver(await stage.announce(), DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(slack.fake.callsTo('chat.postMessage')).toHaveLength(2);
    expect(await stage.showings(pictures)).toEqual([1]);
  });

  it('does without a look where the limit of looks is met, and the post tells', async () => {
    slack.fake.settings.readiness = { blockRefusals: 1 };
    const looks = slack.fake.failNext('files.info', { status: 429, retryAfterSeconds: 60, times: Infinity });
    const pictures = await outgoing(stage, 1);
    await fixture.presenter.deliver(await stage.announce(), DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(looks.hits).toBe(1);
    expect(slack.fake.callsTo('upload')).toHaveLength(1);
    expect(await stage.showings(pictures)).toEqual([1]);
  });

  it('looks again after a limit that passes', async () => {
    slack.fake.settings.readiness = { looks: 2 };
    slack.fake.failNext('files.info', { status: 429, retryAfterSeconds: 1 });
    const pictures = await outgoing(stage, 1);
    await fixture.presenter.deliver(await stage.announce(), DELIVERY_KEY, stage.done, pictures, stage.signal);
    // One that met the limit, two of a file that was not ready, and one that was.
    expect(slack.fake.callsTo('files.info')).toHaveLength(4);
    expect(slack.fake.callsTo('chat.postMessage')).toHaveLength(2);
    expect(await stage.showings(pictures)).toEqual([1]);
  });

  it('looks once at a file that is ready in less than two seconds', async () => {
    // At the pace of a stage, whose sleeps are a twentieth.
    slack.fake.settings.readiness = { delayMs: 75 };
    const pictures = await outgoing(stage, 1);
    await fixture.presenter.deliver(await stage.announce(), DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(slack.fake.callsTo('files.info')).toHaveLength(1);
  });

  it('posts again when a block is refused for a file that is not ready', async () => {
    slack.fake.settings.readiness = { blockRefusals: 2 };
    const pictures = await outgoing(stage, 1);
    await fixture.presenter.deliver(await stage.announce(), DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(slack.fake.callsTo('chat.postMessage')).toHaveLength(4);
    expect(await stage.showings(pictures)).toEqual([1]);
  });

  it('posts the files by themselves, with the buttons below, when blocks stay refused', async () => {
    slack.fake.settings.readiness = { blockRefusals: Infinity };
    const pictures = await outgoing(stage);
    const { messages } = await fixture.presenter.deliver(
      await stage.announce(),
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    expect(await stage.showings(pictures)).toEqual([1, 1]);
    expect(messages).toHaveLength(2);
    const tokens = (await stage.seen()).flatMap((message) => message.tokens);
    expect(tokens).toEqual(stage.done.actions.map(({ token }) => token));
  });

  it.each([
    { error: 'invalid_blocks', messages: ['[ERROR] this image cannot be displayed'] },
    { error: 'msg_blocks_too_long' },
  ])(
    'shows the files by themselves for whatever words Slack refuses a picture with: $error',
    async (fault) => {
      const handle = await stage.announce();
      const hasImage = ({ blocks }: { blocks?: unknown }): boolean =>
        JSON.stringify(blocks).includes('"image"');
      slack.fake.failNext('chat.postMessage', { ...fault, times: Infinity, when: hasImage });
      const pictures = await outgoing(stage);
      await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
      expect(await stage.showings(pictures)).toEqual([1, 1]);
      const tokens = (await stage.seen()).flatMap((message) => message.tokens);
      expect(tokens).toEqual(stage.done.actions.map(({ token }) => token));
    },
  );

  it('finds by its files a post whose answer was lost, without reading the channel', async () => {
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    fixture.failNext('outcome_unknown', 'deliver');
    const failure = await failureOf(
      fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal),
    );
    expect(failure?.reason).toBe('outcome_unknown');
    const found = await (await fixture.restart()).find(handle, DELIVERY_KEY, stage.signal);
    expect(found).toHaveLength(1);
    expect(slack.fake.callsTo('conversations.history')).toEqual([]);
    // The status is put right as well: it said that it was being painted.
    expect(await stage.read()).not.toMatch(/in line|Painting/);
    // Its files go with it as if its answer had come.
    await fixture.presenter.remove(found === 'unknown' ? [] : found, stage.signal);
    expect(slack.fake.callsTo('files.delete')).toHaveLength(2);
  });

  it('says that it cannot tell, where neither the files nor the channel can', async () => {
    slack.fake.settings.blocksShareFiles = false;
    const handle = await stage.announce();
    fixture.failNext('outcome_unknown', 'deliver');
    await failureOf(
      fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, await outgoing(stage), stage.signal),
    );
    expect(await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal)).toBe('unknown');
  });

  it.each([
    ['rate_limited', { status: 429, retryAfterSeconds: 5 }],
    ['unavailable', { error: 'service_unavailable' }],
  ] as const)(
    'waits for a look that is %s, for a post that a limit stopped stands nowhere',
    async (reason, look) => {
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      const deliver = (): Promise<unknown> =>
        fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
      slack.fake.failNext('chat.postMessage', { status: 429, retryAfterSeconds: 1 });
      expect((await failureOf(deliver()))?.reason).toBe('rate_limited');
      slack.fake.failNext('files.info', look);
      // Never as an outcome that is unknown: of those the core bears only a few.
      expect((await failureOf(deliver()))?.reason).toBe(reason);
      await deliver();
      expect(await stage.showings(pictures)).toEqual([1, 1]);
    },
  );

  it('uploads nothing twice when only the post failed', async () => {
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    fixture.failNext('unavailable', 'deliver');
    await failureOf(fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal));
    await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(slack.fake.callsTo('upload')).toHaveLength(2);
    expect(await stage.showings(pictures)).toEqual([1, 1]);
  });

  it('goes to the owner by direct message when the channel has closed meanwhile', async () => {
    const handle = await stage.announce();
    const channel = slack.fake.world.channel(stage.conversation.channelId);
    channel.postingRefusedWith = 'restricted_action_read_only_channel';
    const pictures = await outgoing(stage, 1);
    const { messages } = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    expect(messages.map(({ conversation }) => conversation.channelId)).toEqual([slack.ada.im.id]);
    expect(await stage.showings(pictures)).toEqual([1]);
  });

  it('puts its status right after a pause of updates, however busy the workspace is', async () => {
    const handle = await stage.announce();
    const free = (): Promise<void> => Promise.resolve();
    const pacing = { post: free, update: free, file: free };
    const refused = { postRefused: ignore, updateRefused: ignore, fileRefused: ignore };
    const presenter = slack.newPresenter({ pacing: { ...pacing, ...refused } });
    const pause = slack.fake.failNext('chat.update', { status: 429, retryAfterSeconds: 25, times: 2 });
    await presenter.deliver(handle, DELIVERY_KEY, stage.done, await outgoing(stage, 1), stage.signal);
    expect(pause.hits).toBe(2);
    expect(await stage.read()).not.toMatch(/in line|Painting/);
  });

  it('takes the files away with their message', async () => {
    const pictures = await outgoing(stage);
    const handle = await stage.announce();
    const { messages } = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    await fixture.presenter.remove(messages, stage.signal);
    expect(slack.fake.callsTo('files.delete')).toHaveLength(2);
  });

  it('knows its files for as long as its job is kept', async () => {
    const presenter = slack.newPresenter({ retentionDays: 365 });
    const pictures = await outgoing(stage);
    const handle = await stage.announce();
    const { messages } = await presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    await slack.fake.clock.advance(364 * DAY_MS);
    await presenter.remove(messages, stage.signal);
    expect(slack.fake.callsTo('files.delete')).toHaveLength(2);
  });

  it('is shared once in another place, however often that is asked', async () => {
    const target = slack.conversation(slack.fake.channel());
    const pictures = await outgoing(stage, 1);
    const share = (): Promise<MessageRef> =>
      slack.presenter.share(target, DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(await share()).toEqual(await share());
    expect(slack.fake.botMessages(slack.fake.world.channel(target.channelId))).toHaveLength(1);
  });
});
