import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';

import { joinGuild } from './builders.ts';
import { openDm } from './channel-builders.ts';
import type { OptionValues } from './command-options.ts';
import { mustSee, registeredCommand, usableComponent } from './client-rules.ts';
import { COMPONENT, isRecord } from './components.ts';
import type { FakeInteraction } from './interaction.ts';
import { dispatchInteraction, resolvedAttachments } from './interaction-payload.ts';
import type { ActionContext } from './interaction-payload.ts';
import { deleteMessage } from './messages.ts';
import { fillModal } from './modal-values.ts';
import type { ModalValues } from './modal-values.ts';
import { channelObject } from './objects.ts';
import { may, permissionsIn } from './permissions.ts';
import { postMessage } from './post-message.ts';
import type { PostOptions } from './post-message.ts';
import { renderMessage } from './render-message.ts';
import { runCommand, uploadFile } from './run-command.ts';
import type { ChannelRecord, ComponentJson, MessageRecord, UserRecord } from './state.ts';

/** Where a person acts: a channel, or their direct conversation with the bot. */
export interface Where {
  readonly channel?: ChannelRecord;
  readonly dm?: true;
  /** The app is there only because this person installed it for themselves. Default: as the place says. */
  readonly userInstallOnly?: boolean;
}

/** A person in front of Discord's client: what they do arrives at the bot over the gateway. */
export class FakeUser {
  readonly record: UserRecord;
  readonly #context: ActionContext;

  constructor(context: ActionContext, record: UserRecord) {
    this.#context = context;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get mention(): string {
    return `<@${this.record.id}>`;
  }

  /** Their direct conversation with the bot. */
  get dm(): ChannelRecord {
    return openDm(this.#context.world, this.id);
  }

  /** Closes or opens their direct messages: while closed, the bot gets 50007. */
  setDmsClosed(closed: boolean): void {
    this.record.dmsClosed = closed;
  }

  /** `/name …`; subcommands after a space: `slash('renders recent')`. */
  slash(name: string, options: OptionValues, where: Where): Promise<FakeInteraction> {
    return this.#command(name, options, where, null);
  }

  /** Types `text` into an option that has autocomplete; read the offers from `choices`. */
  autocomplete(
    name: string,
    option: string,
    text: string,
    where: Where,
    others: OptionValues = {},
  ): Promise<FakeInteraction> {
    return this.#command(name, { ...others, [option]: text }, where, option);
  }

  /** Apps → `name` in the menu of a message. Content and files of the message come along whatever the intents. */
  messageCommand(name: string, message: MessageRecord, where: Where = {}): FakeInteraction {
    const { world } = this.#context;
    const channel = world.channel(message.channelId);
    mustSee(this.record, message);
    const command = registeredCommand(this.#context, name, ApplicationCommandType.Message, channel);
    return dispatchInteraction(this.#context, {
      ...this.#at(channel, where),
      type: InteractionType.ApplicationCommand,
      targetMessageId: message.id,
      data: {
        id: command.id,
        name,
        type: command.type,
        target_id: message.id,
        resolved: { messages: { [message.id]: renderMessage(this.#context, message, true) } },
        ...(command.guild_id ? { guild_id: command.guild_id } : {}),
      },
    });
  }

  /** Presses a button, by its `custom_id` or its label. */
  clickButton(message: MessageRecord, button: string, where: Where = {}): FakeInteraction {
    const found = usableComponent(
      this.record,
      message,
      (part) => part.type === COMPONENT.button && (part['custom_id'] === button || part['label'] === button),
      `button ${button}`,
    );
    return this.#use(message, found, where, {});
  }

  /** Chooses values in a select menu of texts. */
  select(
    message: MessageRecord,
    customId: string,
    values: readonly string[],
    where: Where = {},
  ): FakeInteraction {
    const found = usableComponent(
      this.record,
      message,
      (part) => part['custom_id'] === customId,
      `menu ${customId}`,
    );
    const offered = Array.isArray(found['options']) ? found['options'].filter(isRecord) : [];
    for (const value of values)
      if (!offered.some((option) => option['value'] === value)) throw new Error(`the menu has no ${value}`);
    return this.#use(message, found, where, { values });
  }

  /** Chooses a channel in a channel menu. */
  selectChannel(
    message: MessageRecord,
    customId: string,
    chosen: ChannelRecord,
    where: Where = {},
  ): FakeInteraction {
    const { world } = this.#context;
    const found = usableComponent(
      this.record,
      message,
      (part) => part['custom_id'] === customId,
      `menu ${customId}`,
    );
    const types = found['channel_types'];
    if (Array.isArray(types) && types.length > 0 && !types.includes(chosen.type))
      throw new Error('the menu does not offer that type of channel');
    if (!may(world, chosen, this.id, 'ViewChannel')) throw new Error('nobody can choose a channel unseen');
    const permissions = permissionsIn(world, chosen, this.id).toString();
    const resolved = { channels: { [chosen.id]: { ...channelObject(world, chosen), permissions } } };
    return this.#use(message, found, where, { values: [chosen.id], resolved });
  }

  /** Fills in and sends the modal that `opened` was answered with. */
  async submitModal(opened: FakeInteraction, values: ModalValues): Promise<FakeInteraction> {
    if (opened.ack?.kind !== 'modal') throw new Error('that interaction did not open a modal');
    const modal = opened.ack.data;
    const { components, attachmentIds } = await fillModal(modal, values, (file) =>
      uploadFile(this.#context, file),
    );
    const resolved = resolvedAttachments(this.#context, attachmentIds);
    return dispatchInteraction(this.#context, {
      user: this.record,
      channel: opened.channel,
      userInstallOnly: opened.userInstallOnly,
      type: InteractionType.ModalSubmit,
      source: opened.source,
      openedBy: opened,
      data: {
        custom_id: String(modal['custom_id']),
        components,
        ...(resolved.attachments ? { resolved } : {}),
      },
    });
  }

  /** Posts a message. */
  post(channel: ChannelRecord, options: PostOptions): Promise<MessageRecord> {
    return postMessage(this.#context, this.record, channel, options);
  }

  /** Deletes a message, or dismisses an ephemeral one. */
  deleteMessage(message: MessageRecord): void {
    deleteMessage(this.#context, message);
  }

  #command(
    name: string,
    values: OptionValues,
    where: Where,
    focused: string | null,
  ): Promise<FakeInteraction> {
    return runCommand(this.#context, this.#at(this.#placeOf(where), where), { name, values, focused });
  }

  #placeOf(where: Where): ChannelRecord {
    const channel = where.dm ? this.dm : where.channel;
    if (!channel) throw new Error('say where: { channel } or { dm: true }');
    const { world } = this.#context;
    if (channel.guildId !== null) joinGuild(world, world.guild(channel.guildId), this.id);
    if (!may(world, channel, this.id, 'UseApplicationCommands'))
      throw new Error(`${this.record.api.username} may not use commands there`);
    return channel;
  }

  #at(
    channel: ChannelRecord,
    where: Where,
  ): { user: UserRecord; channel: ChannelRecord; userInstallOnly: boolean } {
    return { user: this.record, channel, userInstallOnly: where.userInstallOnly ?? false };
  }

  #use(
    message: MessageRecord,
    component: ComponentJson,
    where: Where,
    extra: Record<string, unknown>,
  ): FakeInteraction {
    const channel = this.#context.world.channel(message.channelId);
    // A component of an answer to a user install is used on the same grounds.
    const owners = message.interaction?.authorizing_integration_owners;
    const inherited = owners !== undefined && !('0' in owners);
    return dispatchInteraction(this.#context, {
      ...this.#at(channel, { userInstallOnly: inherited, ...where }),
      type: InteractionType.MessageComponent,
      source: message,
      data: {
        id: component['id'],
        custom_id: component['custom_id'],
        component_type: component.type,
        ...extra,
      },
    });
  }
}
