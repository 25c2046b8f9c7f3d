import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import { ChatRoom, openGround, type ChatRoomOptions, type Ground } from './chat-room.ts';
import type {
  ChannelRecord,
  FakeSlack,
  FakeSlackOptions,
  FakeUser,
  MessageRecord,
} from './fake-slack/index.ts';
import { startFakeSlack } from './fake-slack/index.ts';
import { HurriedClock } from './hurried-clock.ts';
import { drawnMessage } from './slack-markdown.ts';

type Mode = 'socket' | 'http';

export interface SlackRoomOptions extends ChatRoomOptions {
  /** How events come. Default: by Socket Mode. */
  mode?: Mode;
  fake?: FakeSlackOptions;
}

/** Real milliseconds: several programs and painters share a machine in a full run. */
const PICTURE_WITHIN_MS = 25_000;

/**
 * The whole program over a fake Slack and an emulated Segmind, with a channel and two people in it. Everything between the socket (or the
 * signed request) and the file is real; only sleeps are shortened, and `room.fake.clock.advance` moves time on.
 */
export class SlackRoom extends ChatRoom<FakeSlack> {
  readonly channel: ChannelRecord;
  readonly ada: FakeUser;
  readonly bob: FakeUser;
  readonly #mode: Mode;

  private constructor(fake: FakeSlack, ground: Ground, options: SlackRoomOptions) {
    const mode = options.mode ?? 'socket';
    const settings = {
      SLACK_BOT_TOKEN: fake.botToken,
      ...(mode === 'http'
        ? { SLACK_SIGNING_SECRET: fake.signingSecret }
        : { SLACK_APP_TOKEN: fake.appToken }),
      SLACK_API_URL: fake.apiUrl,
      SLACK_FILE_HOSTS: fake.fileHost,
    };
    super(fake, ground, settings, options);
    this.#mode = mode;
    this.channel = fake.channel();
    this.ada = fake.user('Ada');
    this.bob = fake.user('Bob');
  }

  static async open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
    const fake = await startFakeSlack({
      clock: new HurriedClock(),
      scopes: BOT_SCOPES,
      manifestScopes: BOT_SCOPES,
      ...options.fake,
    });
    const room = new SlackRoom(fake, await openGround('slack', options), options);
    if (options.stopped !== true) await room.start();
    return room;
  }

  override async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    await super.start(environment);
    if (this.#mode === 'http') this.fake.deliverTo(`${this.app.url}/slack/events`);
    else await this.fake.waitForReady();
  }

  /** The app's messages that anybody may see in a channel, oldest first. */
  botMessages(channel: ChannelRecord = this.channel): MessageRecord[] {
    return this.fake.botMessages(channel).filter(({ ephemeralFor }) => ephemeralFor === null);
  }

  /** Resolves with the `nth` message of a channel that shows a picture of the app's, counted from 1, once its job has ended. */
  async picture({
    channel = this.channel,
    nth = 1,
  }: { channel?: ChannelRecord; nth?: number } = {}): Promise<MessageRecord> {
    const message = await this.fake.waitFor(
      () => this.botMessages(channel).filter((found) => this.fake.filesOf(found).length > 0)[nth - 1],
      `picture ${nth} in the channel`,
      PICTURE_WITHIN_MS,
    );
    await this.ended();
    return message;
  }

  /** `/imagine` by Ada in a channel, until its picture is there. */
  async painted(prompt = 'a red fox', channel = this.channel): Promise<MessageRecord> {
    const nth = this.botMessages(channel).filter((found) => this.fake.filesOf(found).length > 0).length + 1;
    this.ada.slash(channel, '/imagine', prompt);
    return this.picture({ channel, nth });
  }

  /** Resolves with an answer of the app's that only this person sees, in a channel, and that has these words. */
  async told(user: FakeUser, words: string | RegExp, channel = this.channel): Promise<string> {
    const said = (): string[] =>
      this.fake
        .botMessages(channel, user)
        .filter(({ ephemeralFor }) => ephemeralFor === user.id)
        .map((message) => drawnMessage(message));
    const matches = (text: string): boolean =>
      typeof words === 'string' ? text.includes(words) : words.test(text);
    return this.fake.waitFor(() => said().find(matches), `“${String(words)}” to be said in private`);
  }
}
