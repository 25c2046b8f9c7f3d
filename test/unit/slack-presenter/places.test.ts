import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LoadedPicture, RequestOrigin } from '../../../src/core/index.ts';
import { failureOf, png, stageOf } from '../../contract/presenter-stage.ts';
import { REQUIRED_SCOPES } from '../../../src/slack/workspace.ts';
import { drawnMessage } from '../../support/slack-markdown.ts';
import { slackFixture } from '../../support/slack-fixture.ts';
import type { SlackStage } from '../../support/slack-stage.ts';

type Fixture = Awaited<ReturnType<typeof slackFixture>>;

let fixture: Fixture;
let slack: SlackStage;
const { signal } = new AbortController();

beforeEach(async () => {
  fixture = await slackFixture('command');
  slack = fixture.stage;
});
afterEach(() => fixture.close());

async function announceFrom(origin: RequestOrigin, audience: 'channel' | 'requester' = 'channel') {
  const stage = await stageOf({ ...fixture, newOrigin: () => Promise.resolve(origin) }, { audience });
  return fixture.presenter.announce(stage.job, stage.inLine, signal);
}

describe('the place of a job', () => {
  it("is the person's direct messages where the bot is no member, with a word about it", async () => {
    const channel = slack.fake.channel({ botIsIn: false });
    const { message } = await announceFrom(slack.command(channel, { botMayPost: false }));
    expect(message?.conversation.channelId).toBe(slack.ada.im.id);
    const told = slack.fake.botMessages(channel, slack.ada).map((record) => drawnMessage(record));
    expect(told).toEqual([expect.stringContaining('/invite')]);
  });

  it('is theirs as well in direct messages of other people, where nobody can invite the bot', async () => {
    const { ada, fake } = slack;
    const others = fake.user('Bob').im;
    fake.kickBot(others);
    ada.join(others);
    await announceFrom(slack.command(others, { botMayPost: false }));
    const told = fake.botMessages(others, ada).map((record) => drawnMessage(record));
    expect(told).toEqual([expect.not.stringContaining('/invite')]);
  });

  it('is the same where Slack alone knew that the bot is no member', async () => {
    const channel = slack.fake.channel({ kind: 'private', botIsIn: false, members: [slack.ada] });
    const { message } = await announceFrom(slack.command(channel));
    expect(message?.conversation.channelId).toBe(slack.ada.im.id);
  });

  it('is where its message stands already, when the process ended before that was written down', async () => {
    const channel = slack.fake.channel();
    const stage = await stageOf({ ...fixture, newOrigin: () => Promise.resolve(slack.command(channel)) });
    const { message } = await fixture.presenter.announce(stage.job, stage.inLine, signal);
    const again = await (await fixture.restart()).announce(stage.job, stage.inLine, signal);
    expect(again.message).toEqual(message);
    expect(slack.fake.botMessages(channel)).toHaveLength(1);
  });

  it('gets another message once the one that stood there was deleted', async () => {
    const channel = slack.fake.channel();
    const stage = await stageOf({ ...fixture, newOrigin: () => Promise.resolve(slack.command(channel)) });
    await fixture.presenter.announce(stage.job, stage.inLine, signal);
    fixture.failNext('gone', 'update');
    await fixture.presenter.announce(stage.job, stage.inLine, signal);
    expect(slack.fake.botMessages(channel)).toHaveLength(1);
  });

  it('is nowhere when the direct messages are closed as well', async () => {
    const channel = slack.fake.channel({ botIsIn: false });
    slack.fake.failNext('conversations.open', 'user_disabled');
    const failure = await failureOf(announceFrom(slack.command(channel, { botMayPost: false })));
    expect(failure?.reason).toBe('missing_permission');
  });

  it('is the direct messages for a private job, with a receipt where it was asked', async () => {
    const channel = slack.fake.channel();
    const { message } = await announceFrom(slack.command(channel), 'requester');
    expect(message?.conversation.channelId).toBe(slack.ada.im.id);
    expect(slack.fake.botMessages(channel, slack.ada).map(({ ephemeralFor }) => ephemeralFor)).toEqual([
      slack.ada.id,
    ]);
  });

  it('is told to the person by an ephemeral message, once the address of the event is used up', async () => {
    const channel = slack.fake.channel();
    const origin = slack.command(channel);
    const notice = { tone: 'info', text: 'Once more', actions: [] } as const;
    for (let count = 0; count < 6; count += 1) await fixture.presenter.notify(origin, notice, signal);
    expect(slack.fake.callsTo('chat.postEphemeral')).toHaveLength(1);
    expect(await fixture.noticesSeen(origin)).toHaveLength(6);
  });

  it.each([503, 429, 400, 'cut'] as const)(
    'is told to the person by another way when the address of the event answers %s',
    async (fault) => {
      const channel = slack.fake.channel();
      const origin = slack.command(channel);
      slack.fake.failNext('response_url', fault);
      await fixture.presenter.notify(origin, { tone: 'info', text: 'Once more', actions: [] }, signal);
      expect(await fixture.noticesSeen(origin)).toEqual(['Once more']);
    },
  );

  it('is told without links and previews that nobody meant', async () => {
    const origin = slack.command(slack.fake.channel());
    const text = 'Look at https://example.com/a and at @Ada';
    await fixture.presenter.notify(origin, { tone: 'info', text, actions: [] }, signal);
    const tame = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false };
    expect(slack.fake.callsTo('response_url').map(({ args }) => args)).toMatchObject([tame]);
  });

  it('is no reason to go on telling once the bot is being stopped', async () => {
    const origin = slack.command(slack.fake.channel());
    const stopping = AbortSignal.abort(new Error('stopping'));
    const told = fixture.presenter.notify(origin, { tone: 'info', text: 'Hello', actions: [] }, stopping);
    await expect(told).rejects.toThrow('stopping');
    expect(await fixture.noticesSeen(origin)).toEqual([]);
  });
});

describe('a file', () => {
  const load = async (options: {
    external?: true;
    checkFileInfo?: boolean;
  }): Promise<{ bytes: Uint8Array; loaded: LoadedPicture }> => {
    const channel = slack.fake.channel();
    const bytes = await png(1);
    const message = slack.ada.post(channel, '', { files: [{ name: 'a.png', bytes, ...options }] });
    const [file] = slack.fake.filesOf(message);
    const url = options.external ? { url_private: file?.externalUrl ?? '' } : {};
    const facts = { id: file?.id ?? '', ...url };
    return { bytes, loaded: await slack.presenter.loadFile(slack.fake.team.id, facts, signal) };
  };

  it('is looked up first where only its id came', async () => {
    const { bytes, loaded } = await load({ checkFileInfo: true });
    expect(Buffer.from(loaded.bytes)).toEqual(Buffer.from(bytes));
  });

  it('is not fetched from where somebody else keeps it, and the token stays here', async () => {
    await expect(load({ external: true })).rejects.toMatchObject({ code: 'address_refused' });
    expect(slack.fake.callsTo('download')).toEqual([]);
  });

  it('names the missing scope when Slack shows its login page', async () => {
    slack.workspace.scopes = REQUIRED_SCOPES.filter((scope) => scope !== 'files:read');
    await expect(loadBehindLogin()).rejects.toMatchObject({
      reason: 'missing_permission',
      details: { neededScope: 'files:read' },
    });
  });

  it('names it as well where nobody knows which scopes there are', async () => {
    slack.workspace.scopes = null;
    await expect(loadBehindLogin()).rejects.toMatchObject({ details: { neededScope: 'files:read' } });
  });

  it('blames no scope that is there, and says what lets the bot see it', async () => {
    await expect(loadBehindLogin()).rejects.toMatchObject({
      code: 'picture_unreachable',
      message: expect.stringContaining('Invite me to its channel') as string,
    });
  });

  /** A file that Slack does not show to the bot. */
  async function loadBehindLogin(): Promise<LoadedPicture> {
    slack.fake.team.scopes.delete('files:read');
    const bytes = await png(1);
    const message = slack.ada.post(slack.fake.channel(), '', { files: [{ name: 'a.png', bytes }] });
    const [file] = slack.fake.filesOf(message);
    const url_private = `http://${slack.fake.fileHost}/files-pri/${slack.fake.team.id}-${file?.id}/a.png`;
    return slack.presenter.loadFile(slack.fake.team.id, { id: file?.id ?? '', url_private }, signal);
  }
});
