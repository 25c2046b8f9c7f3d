import {
  ApplicationIntegrationType,
  InteractionContextType,
  MessageFlags,
  REST,
  Routes,
  SlashCommandBuilder,
} from 'discord.js';
import type { APIInteraction, RESTPostAPIInteractionCallbackWithResponseResult } from 'discord.js';

import type { ConversationRef, RequestOrigin } from '../../src/core/index.ts';
import { createGuardedFetch, silentLogger } from '../../src/core/index.ts';
import { createDiscordPresenter } from '../../src/discord/presenter.ts';
import type { DiscordPresenter } from '../../src/discord/presenter.ts';
import type { InteractionReply } from '../../src/discord/reply-handle.ts';
import { encodeReply } from '../../src/discord/reply-handle.ts';
import { restOptions } from '../../src/discord/rest-options.ts';
import type {
  ChannelRecord,
  FakeDiscord,
  FakeInteraction,
  FakeUser,
  GuildRecord,
  Where,
} from './fake-discord/index.ts';
import { startFakeDiscord } from './fake-discord/index.ts';

const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

/** A presenter over a fake Discord, without a gateway: what the handlers would do before it is done here by hand. */
export class DiscordStage {
  readonly fake: FakeDiscord;
  readonly rest: REST;
  readonly presenter: DiscordPresenter;
  readonly guild: GuildRecord;
  readonly ada: FakeUser;

  private constructor(fake: FakeDiscord) {
    this.fake = fake;
    this.rest = new REST(restOptions(fake.apiUrl)).setToken(fake.token);
    this.presenter = this.newPresenter(this.rest);
    this.guild = fake.guild();
    this.ada = fake.user('Ada');
  }

  static async start(): Promise<DiscordStage> {
    const stage = new DiscordStage(await startFakeDiscord());
    const command = new SlashCommandBuilder()
      .setName('imagine')
      .setDescription('Paints a picture')
      .setContexts(
        InteractionContextType.Guild,
        InteractionContextType.BotDM,
        InteractionContextType.PrivateChannel,
      )
      .setIntegrationTypes(ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall)
      .addStringOption((option) => option.setName('prompt').setDescription('What').setRequired(true));
    await stage.rest.put(Routes.applicationCommands(stage.fake.botId), { body: [command.toJSON()] });
    return stage;
  }

  /** As after a restart of the process. */
  newPresenter(rest = new REST(restOptions(this.fake.apiUrl)).setToken(this.fake.token)): DiscordPresenter {
    const { fake } = this;
    return createDiscordPresenter({
      rest,
      clock: fake.clock,
      logger: silentLogger,
      mediaHosts: [fake.mediaHost],
      fetchPicture: createGuardedFetch({ clock: fake.clock }),
    });
  }

  /** A channel where the bot could ping everyone, if a message asked for it. */
  channel(): ChannelRecord {
    const channel = this.fake.textChannel(this.guild);
    this.fake.permit(channel, 'bot', { allow: ['MentionEveryone'] });
    return channel;
  }

  /** `/imagine`, deferred in public or in private. */
  async command(
    where: Where,
    { ephemeral = false, botMayPost = true }: { ephemeral?: boolean; botMayPost?: boolean } = {},
  ): Promise<{ origin: RequestOrigin; interaction: FakeInteraction; reply: InteractionReply }> {
    const interaction = await this.ada.slash('imagine', { prompt: 'a red fox' }, where);
    const messageId = await this.defer(interaction, ephemeral);
    const reply = this.replyTo(interaction, { ephemeral, botMayPost, messageId });
    const origin: RequestOrigin = {
      trigger: 'command',
      conversation: conversationOf(interaction.channel),
      replyTo: null,
      eventKey: interaction.id,
      replyHandle: encodeReply(reply),
    };
    return { origin, interaction, reply };
  }

  replyTo(
    interaction: FakeInteraction,
    facts: Pick<InteractionReply, 'ephemeral' | 'botMayPost' | 'messageId'>,
  ): InteractionReply {
    return {
      v: 1,
      kind: 'interaction',
      applicationId: this.fake.botId,
      token: interaction.token,
      createdAt: interaction.createdAtMs,
      userId: interaction.user.id,
      maxFileBytes: FILE_LIMIT_BYTES,
      ...facts,
    };
  }

  /** A message of Ada's that the bot is to answer. */
  async mention(channel: ChannelRecord): Promise<RequestOrigin> {
    const message = await this.ada.post(channel, { content: 'a red fox', mentionBot: true });
    return {
      trigger: 'mention',
      conversation: conversationOf(channel),
      replyTo: null,
      eventKey: message.id,
      replyHandle: encodeReply({
        v: 1,
        kind: 'message',
        messageId: message.id,
        maxFileBytes: FILE_LIMIT_BYTES,
      }),
    };
  }

  async defer(interaction: FakeInteraction, ephemeral: boolean): Promise<string | null> {
    const { id, token } = interaction.payload as unknown as APIInteraction;
    const answer = (await this.rest.post(Routes.interactionCallback(id, token), {
      auth: false,
      query: new URLSearchParams({ with_response: 'true' }),
      body: { type: 5, data: ephemeral ? { flags: MessageFlags.Ephemeral } : {} },
    })) as RESTPostAPIInteractionCallbackWithResponseResult;
    return answer.interaction.response_message_id ?? null;
  }

  /** As a handler acknowledges a click on the very message that it goes on with. */
  async deferUpdate(interaction: FakeInteraction): Promise<void> {
    const { id, token } = interaction.payload as unknown as APIInteraction;
    await this.rest.post(Routes.interactionCallback(id, token), { auth: false, body: { type: 6 } });
  }

  /** @throws when Discord would have found fault with any request. */
  async close(): Promise<void> {
    this.rest.clearHandlerSweeper();
    this.rest.clearHashSweeper();
    await this.fake.close();
    const { violations } = this.fake;
    if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 2));
  }
}

/** As the adapter names places: a thread by its parent and itself. */
export function conversationOf(channel: ChannelRecord): ConversationRef {
  const isThread = channel.thread !== null;
  return {
    platform: 'discord',
    workspaceId: channel.guildId,
    channelId: isThread && channel.parentId !== null ? channel.parentId : channel.id,
    threadId: isThread ? channel.id : null,
  };
}
