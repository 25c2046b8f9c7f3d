import type { Delivery } from './deliveries.ts';
import { elementNamed } from './elements.ts';
import { emitEvent, personMessageEvents } from './events.ts';
import { storeFile } from './files.ts';
import type { FileInput } from './files.ts';
import * as act from './interaction.ts';
import type { FakeInteraction, Who } from './interaction.ts';
import * as actInView from './view-interaction.ts';
import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';
import { addMessage, escapeTyped } from './messages.ts';
import { viewObject } from './render.ts';
import { addressOf, newResponseUrl } from './response-urls.ts';
import type { ChannelRecord, FileRecord, MessageRecord, UserRecord, ViewRecord } from './state.ts';
import { imOf } from './targets.ts';
import { fillView, optionOf } from './view-values.ts';
import type { ViewValues } from './view-values.ts';
import type { Parts } from './web-api.ts';

export interface PostOptions {
  readonly files?: readonly FileInput[];
  /** Files that are there already, shared once more. */
  readonly shared?: readonly FileRecord[];
  readonly threadTs?: string;
  /** A message passed on: Slack hangs it below with its files. */
  readonly forward?: MessageRecord;
  /** The text is Slack markup already, not what a person typed. */
  readonly markup?: boolean;
}

/** A person in front of Slack's client: what they do arrives at the app. */
export class FakeUser {
  readonly record: UserRecord;
  readonly #parts: Parts;

  constructor(parts: Parts, record: UserRecord) {
    this.#parts = parts;
    this.record = record;
  }

  get id(): string {
    return this.record.id;
  }

  get #who(): Who {
    return { user: this.record, team: this.#parts.world.team(this.record.teamId) };
  }

  /** Their direct conversation with the app. */
  get im(): ChannelRecord {
    return imOf(this.#parts.world, this.#who.team, this.id);
  }

  /** `/imagine …`. Slash commands work in channels that the app is not in, and never in a thread. */
  slash(channel: ChannelRecord, command: string, text = ''): FakeInteraction {
    this.#mustBeIn(channel);
    return act.slashCommand(this.#parts, this.#who, channel, command, text);
  }

  /** A message shortcut, on anybody's message. */
  shortcut(message: MessageRecord, callbackId: string): FakeInteraction {
    this.#mustSee(message);
    if (message.ephemeralFor !== null) throw new Error('an ephemeral message has no shortcuts');
    return act.messageShortcut(this.#parts, this.#who, message, callbackId);
  }

  globalShortcut(callbackId: string): FakeInteraction {
    return act.globalShortcut(this.#parts, this.#who, callbackId);
  }

  /** Presses a button, by its `action_id` or its label, below a message or in a view. */
  clickButton(where: MessageRecord | ViewRecord, button: string): FakeInteraction {
    const element = elementNamed(this.#blocksOf(where), button);
    if (element['type'] !== 'button') throw new Error(`${button} is no button`);
    return this.#use(where, element, {});
  }

  /** Chooses in a menu: the `value` of an option, or the id of a channel, conversation or person. */
  select(where: MessageRecord | ViewRecord, actionId: string, value: string): FakeInteraction {
    const element = elementNamed(this.#blocksOf(where), actionId);
    const type = String(element['type']);
    if (type === 'static_select' || type === 'overflow' || type === 'radio_buttons')
      return this.#use(where, element, { selected_option: optionOf(element, value) });
    const kind = /^(conversation|channel|user)s_select$/.exec(type)?.[1];
    if (kind === undefined) throw new Error(`${actionId} is no menu of one choice`);
    return this.#use(where, element, { [`selected_${kind}`]: value });
  }

  /** Fills in and sends a modal; fields by their block id or action id. What is left out keeps its preset value. */
  submitView(view: ViewRecord, values: ViewValues = {}): FakeInteraction {
    this.#mustOwn(view);
    const state = fillView(this.#parts, this.#who, view, values);
    return actInView.viewSubmission(this.#parts, this.#who, view, state, this.#responseUrls(view, state));
  }

  /** Closes a modal without sending it; the app hears of it where the view says `notify_on_close`. */
  closeView(view: ViewRecord): FakeInteraction | null {
    this.#mustOwn(view);
    if (view.content['notify_on_close'] === true) return actInView.viewClosed(this.#parts, this.#who, view);
    view.open = false;
    return null;
  }

  /** Posts a message in a channel, or below a message of it. */
  post(channel: ChannelRecord, typed: string, options: PostOptions = {}): MessageRecord {
    return this.#post(channel, options.markup ? typed : escapeTyped(typed), options).message;
  }

  /** Mentions the app and says something; returns the message. The events are in `fake.deliveries`. */
  mention(channel: ChannelRecord, typed: string, options: PostOptions = {}): MessageRecord {
    const { botUserId } = this.#who.team;
    return this.#post(channel, `<@${botUserId}> ${options.markup ? typed : escapeTyped(typed)}`, options)
      .message;
  }

  /** Writes to the app directly. */
  dm(typed: string, options: PostOptions = {}): MessageRecord {
    return this.post(this.im, typed, options);
  }

  /** Opens App Home; `fake.home(user)` has what the app publishes there. */
  openHome(tab: 'home' | 'messages' = 'home'): Delivery | null {
    const { world, settings } = this.#parts;
    if (!settings.events.has('app_home_opened')) return null;
    const view = [...world.views.values()].find((other) => other.type === 'home' && other.userId === this.id);
    return emitEvent(this.#parts, this.#who.team, {
      type: 'app_home_opened',
      user: this.id,
      channel: this.im.id,
      tab,
      event_ts: world.ids.ts(),
      ...(view ? { view: viewObject(world, view) } : {}),
    });
  }

  /** Deletes an own message, or dismisses an ephemeral one. */
  deleteMessage(message: MessageRecord): void {
    if (message.userId !== this.id && message.ephemeralFor !== this.id)
      throw new Error('not theirs to delete');
    message.deleted = true;
    this.#parts.world.touch();
  }

  join(channel: ChannelRecord): void {
    channel.members.add(this.id);
  }

  #post(
    channel: ChannelRecord,
    text: string,
    options: PostOptions,
  ): { message: MessageRecord; events: Delivery[] } {
    const { world } = this.#parts;
    this.#mustBeIn(channel);
    const owner = { teamId: this.record.teamId, userId: this.id };
    const files = [
      ...(options.files ?? []).map((file) => storeFile(world, file, owner)),
      ...(options.shared ?? []),
    ];
    const message = addMessage(world, {
      channel,
      teamId: this.record.teamId,
      userId: this.id,
      text,
      files,
      threadTs: options.threadTs ?? null,
      subtype: files.length > 0 ? 'file_share' : null,
      ...(options.forward ? { attachments: [act.forwarded(world, options.forward)] } : {}),
    });
    return { message, events: personMessageEvents(this.#parts, message) };
  }

  #blocksOf(where: MessageRecord | ViewRecord): Json[] {
    if ('blocks' in where) {
      this.#mustSee(where);
      return where.blocks;
    }
    this.#mustOwn(where);
    return records(where.content['blocks']);
  }

  #use(where: MessageRecord | ViewRecord, element: Json, extra: Json): FakeInteraction {
    if ('blocks' in where) return act.messageAction(this.#parts, this.#who, where, element, extra);
    const state = fillView(this.#parts, this.#who, where, {}, false);
    return actInView.viewAction(this.#parts, this.#who, where, element, extra, state);
  }

  /** A conversation menu with `response_url_enabled` gives a modal an address to answer at. */
  #responseUrls(view: ViewRecord, state: Json): Json[] {
    return records(view.content['blocks']).flatMap((block) => {
      const element = isRecord(block['element']) ? block['element'] : {};
      const held = state[String(block['block_id'])];
      const answer = isRecord(held) ? held[String(element['action_id'])] : undefined;
      const channelId = isRecord(answer)
        ? (answer['selected_conversation'] ?? answer['selected_channel'])
        : undefined;
      if (element['response_url_enabled'] !== true || typeof channelId !== 'string') return [];
      const address = newResponseUrl(this.#parts, { teamId: this.record.teamId, userId: this.id, channelId });
      const ids = { block_id: block['block_id'], action_id: element['action_id'], channel_id: channelId };
      return [{ ...ids, response_url: addressOf(this.#parts, address) }];
    });
  }

  #mustBeIn(channel: ChannelRecord): void {
    if (channel.kind === 'public') channel.members.add(this.id);
    if (!channel.members.has(this.id)) throw new Error(`${this.record.name} is not in ${channel.name}`);
  }

  #mustSee(message: MessageRecord): void {
    if (message.deleted) throw new Error('the message was deleted');
    if (message.ephemeralFor !== null && message.ephemeralFor !== this.id)
      throw new Error('the message is for somebody else');
    this.#mustBeIn(this.#parts.world.channel(message.channelId));
  }

  #mustOwn(view: ViewRecord): void {
    if (view.userId !== this.id || !view.open) throw new Error('that view is not open for them');
  }
}
