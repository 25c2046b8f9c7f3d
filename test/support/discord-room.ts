import type {
  ChannelRecord,
  FakeDiscord,
  FakeDiscordOptions,
  FakeInteraction,
  FakeUser,
  GuildRecord,
  MessageRecord,
} from './fake-discord/index.ts';
import { ChatRoom, openGround, type ChatRoomOptions, type Ground } from './chat-room.ts';
import { textOf } from './discord-fixture.ts';
import { startFakeDiscord } from './fake-discord/index.ts';
import { HurriedClock } from './hurried-clock.ts';

export interface DiscordRoomOptions extends ChatRoomOptions {
  /** The message-content intent, in the portal and in the settings. Default true. */
  messageContent?: boolean;
  fake?: FakeDiscordOptions;
}

/**
 * The whole program over a fake Discord and an emulated Segmind, with a server, a channel and two people in it. Everything between the
 * gateway and the file is real; only sleeps are shortened, and `room.fake.clock.advance` moves time on.
 */
export class DiscordRoom extends ChatRoom<FakeDiscord> {
  readonly guild: GuildRecord;
  readonly channel: ChannelRecord;
  readonly ada: FakeUser;
  readonly bob: FakeUser;

  private constructor(fake: FakeDiscord, ground: Ground, options: DiscordRoomOptions) {
    const settings = {
      DISCORD_TOKEN: fake.token,
      DISCORD_API_URL: fake.apiUrl,
      DISCORD_MEDIA_HOSTS: fake.mediaHost,
      DISCORD_MESSAGE_CONTENT: String(options.messageContent ?? true),
    };
    super(fake, ground, settings, options);
    this.guild = fake.guild();
    this.channel = fake.textChannel(this.guild);
    this.ada = fake.user('Ada');
    this.bob = fake.user('Bob');
  }

  static async open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
    const fake = await startFakeDiscord({
      clock: new HurriedClock(),
      messageContentAllowed: options.messageContent ?? true,
      ...options.fake,
    });
    const room = new DiscordRoom(fake, await openGround('discord', options), options);
    if (options.stopped !== true) await room.start();
    return room;
  }

  /** The bot's messages that anybody may see in a channel, oldest first. */
  botMessages(channel: ChannelRecord = this.channel): MessageRecord[] {
    return this.fake.world
      .messagesIn(channel.id)
      .filter(({ authorId, ephemeralFor }) => authorId === this.fake.botId && ephemeralFor === null);
  }

  /** Resolves with the `nth` message of a channel that shows a picture of the bot's, counted from 1, once its job has ended. */
  async picture({
    channel = this.channel,
    nth = 1,
  }: { channel?: ChannelRecord; nth?: number } = {}): Promise<MessageRecord> {
    const message = await this.fake.waitFor(
      () => this.botMessages(channel).filter(({ files }) => files.length > 0)[nth - 1],
      `picture ${nth} in the channel`,
    );
    await this.ended();
    return message;
  }

  /** Resolves with the bot's answer to a message of a person. */
  answerTo(message: MessageRecord): Promise<MessageRecord> {
    return this.fake.waitFor(
      () =>
        this.botMessages(this.fake.world.channel(message.channelId)).find(
          ({ reference }) => reference?.messageId === message.id,
        ),
      'an answer to the message',
    );
  }

  /** `/imagine` by Ada in the channel, until its picture is there. */
  async painted(prompt = 'a red fox'): Promise<MessageRecord> {
    return this.pictureOf(await this.ada.slash('imagine', { prompt }, { channel: this.channel }));
  }

  /** Resolves with the words that an interaction was answered with for its person alone; a private picture is no such answer. */
  async told(interaction: FakeInteraction): Promise<string> {
    const { user } = interaction;
    const isTold = (message: MessageRecord | null): message is MessageRecord =>
      message?.ephemeralFor === user.id && message.id !== interaction.source?.id && this.text(message) !== '';
    const find = (): MessageRecord | undefined =>
      [interaction.response, ...interaction.followUps].filter(isTold).find(({ files }) => files.length === 0);
    return this.text(await this.fake.waitFor(find, 'a private answer'));
  }

  /** Resolves with the answer to an interaction once it shows a picture and every job has ended. */
  async pictureOf(interaction: FakeInteraction): Promise<MessageRecord> {
    const message = await interaction.waitForResponse(({ files }) => files.length > 0);
    await this.ended();
    return message;
  }

  /** What a person reads in a message, without markup and buttons. */
  text(message: MessageRecord): string {
    return textOf(message);
  }
}
