import type { ConversationRef, NoteStore, RequestOrigin } from '../../src/core/index.ts';
import { createGuardedFetch, silentLogger } from '../../src/core/index.ts';
import { createPacing } from '../../src/slack/pacing.ts';
import { createSlackPresenter } from '../../src/slack/presenter.ts';
import type { SlackPresenter, SlackPresenterOptions } from '../../src/slack/presenter.ts';
import { encodeReply, RESPONSE_URL_LIFETIME_MS } from '../../src/slack/reply-handle.ts';
import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import type { Team } from '../../src/slack/tools.ts';
import { createSlackCalls, createWebClient } from '../../src/slack/web-calls.ts';
import type { SlackWorkspace } from '../../src/slack/workspace.ts';
import type { ChannelRecord, FakeSlack, FakeUser } from './fake-slack/index.ts';
import { startFakeSlack } from './fake-slack/index.ts';
import { createMemoryNotes } from './memory-stores.ts';

/** A presenter over a fake Slack, without Bolt: what the listeners would do before it is done here by hand. */
export class SlackStage {
  readonly fake: FakeSlack;
  readonly notes: NoteStore;
  readonly presenter: SlackPresenter;
  readonly ada: FakeUser;
  readonly workspace: SlackWorkspace;

  private constructor(fake: FakeSlack, scopes: readonly string[]) {
    this.fake = fake;
    this.notes = createMemoryNotes(fake.clock);
    this.workspace = {
      teamId: fake.team.id,
      botToken: fake.botToken,
      botUserId: fake.botUserId,
      botId: fake.team.botId,
      scopes,
      client: createWebClient(fake.botToken, fake.apiUrl, silentLogger),
    };
    this.presenter = this.newPresenter();
    this.ada = fake.user('Ada');
  }

  static async start(scopes: readonly string[] = BOT_SCOPES): Promise<SlackStage> {
    return new SlackStage(await startFakeSlack({ scopes, manifestScopes: BOT_SCOPES }), scopes);
  }

  /** The same workspace with its calls, as a listener has it. */
  get team(): Team {
    return {
      workspace: this.workspace,
      calls: createSlackCalls(this.workspace, createPacing(this.fake.clock)),
    };
  }

  /** As after a restart of the process: only the notes are left. */
  newPresenter(changes: Pick<SlackPresenterOptions, 'pacing' | 'retentionDays'> = {}): SlackPresenter {
    const { fake } = this;
    // Waits of seconds are waits of milliseconds here; what they are for is counted in calls by the fake.
    const clock = {
      now: () => fake.clock.now(),
      monotonicMs: () => fake.clock.monotonicMs(),
      sleep: (ms: number, signal?: AbortSignal) => fake.clock.sleep(ms / SPEED, signal),
    };
    return createSlackPresenter({
      workspaceOf: () => Promise.resolve(this.workspace),
      notes: this.notes,
      clock,
      logger: silentLogger,
      fileHosts: [fake.fileHost],
      fetchPicture: createGuardedFetch({ clock }),
      ...changes,
    });
  }

  /** `/imagine`, acknowledged without a word. */
  command(channel: ChannelRecord, { botMayPost = true } = {}): RequestOrigin {
    const interaction = this.ada.slash(channel, '/imagine', 'a red fox');
    return {
      trigger: 'command',
      conversation: this.conversation(channel),
      replyTo: null,
      eventKey: `slack:trigger:${interaction.triggerId}`,
      replyHandle: encodeReply({
        v: 1,
        kind: 'response_url',
        url: interaction.responseUrl ?? '',
        expiresAt: this.fake.clock.now() + RESPONSE_URL_LIFETIME_MS,
        userId: this.ada.id,
        botMayPost,
      }),
    };
  }

  /** A mention below a message of a channel. */
  mentionInThread(channel: ChannelRecord): RequestOrigin {
    const parent = this.ada.post(channel, 'What shall we have painted?');
    const { ts } = this.ada.mention(channel, 'a red fox', { threadTs: parent.ts });
    return {
      trigger: 'mention',
      conversation: this.conversation(channel, parent.ts),
      replyTo: null,
      eventKey: `slack:${this.fake.team.id}:${channel.id}:${ts}`,
      replyHandle: encodeReply({
        v: 1,
        kind: 'message',
        ts,
        threadTs: parent.ts,
        userId: this.ada.id,
        botMayPost: true,
      }),
    };
  }

  conversation(channel: ChannelRecord, threadTs: string | null = null): ConversationRef {
    return { platform: 'slack', workspaceId: channel.teamId, channelId: channel.id, threadId: threadTs };
  }

  /** @throws when Slack would have found fault with any call. */
  async close(): Promise<void> {
    await this.fake.close();
    const { violations } = this.fake;
    if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 2));
  }
}

/** A guard of ten seconds is still one of half a second. */
const SPEED = 20;
