import type { Ack, Delivery } from './deliveries.ts';
import { isRecord } from './json.ts';
import type { Json } from './json.ts';
import { messageObject } from './render.ts';
import { addressOf, applyAnswer, newResponseUrl } from './response-urls.ts';
import type {
  ChannelRecord,
  MessageRecord,
  ResponseUrl,
  TeamRecord,
  UserRecord,
  ViewRecord,
  World,
} from './state.ts';
import { newTrigger } from './views.ts';
import { waitFor } from '../fake-platform/wait-for.ts';
import type { Parts } from './web-api.ts';

/** What a person did with the app, and what became of it. */
export class FakeInteraction {
  readonly triggerId: string;
  /** Null for what has none: global shortcuts, and modals. */
  readonly responseUrl: string | null;
  readonly delivery: Delivery;
  readonly #parts: Parts;
  readonly #address: ResponseUrl | null;

  constructor(parts: Parts, delivery: Delivery, triggerId: string, address: ResponseUrl | null) {
    this.#parts = parts;
    this.delivery = delivery;
    this.triggerId = triggerId;
    this.#address = address;
    this.responseUrl = address && addressOf(parts, address);
  }

  get payload(): Json {
    return this.delivery.payload;
  }

  /** How often its `response_url` was used, the acknowledgement of a command left out. */
  get responseUrlUses(): number {
    return this.#address?.uses ?? 0;
  }

  /** Resolves when the app has acknowledged; throws when it could not be reached or did not for 10 s. */
  acked(): Promise<Ack> {
    return this.#parts.deliveries.acked(this.delivery);
  }

  /** Resolves with the modal that the app opened with the trigger of this interaction. */
  opened(): Promise<ViewRecord> {
    const { world } = this.#parts;
    return waitFor(
      world,
      () => {
        const id = world.triggers.get(this.triggerId)?.openedViewId;
        return id ? world.views.get(id) : null;
      },
      'the app to open a modal',
    );
  }

  /** The errors of `response_action: errors`, by block id; empty when the app took the modal. */
  async errors(): Promise<Json> {
    const { payload } = await this.acked();
    return payload['response_action'] === 'errors' && isRecord(payload['errors']) ? payload['errors'] : {};
  }
}

export interface Who {
  readonly user: UserRecord;
  readonly team: TeamRecord;
}

export function common(parts: Parts, { user, team }: Who, triggerId: string): Json {
  return {
    token: 'verification-token-of-old',
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: parts.world.appId,
    is_enterprise_install: false,
    enterprise: null,
    trigger_id: triggerId,
  };
}

/** The name that Slack shows an app of a channel: one where it is not in has its real name only when public. */
function channelName(channel: ChannelRecord): string {
  return { public: channel.name, private: 'privategroup', im: 'directmessage', mpim: channel.name }[
    channel.kind
  ];
}

export function slashCommand(
  parts: Parts,
  who: Who,
  channel: ChannelRecord,
  command: string,
  text: string,
): FakeInteraction {
  const triggerId = newTrigger(parts, who.team.id, who.user.id);
  const address = newResponseUrl(parts, { teamId: who.team.id, userId: who.user.id, channelId: channel.id });
  const payload = {
    token: 'verification-token-of-old',
    team_id: who.team.id,
    team_domain: who.team.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: who.user.id,
    user_name: who.user.name,
    command,
    text,
    api_app_id: parts.world.appId,
    is_enterprise_install: 'false',
    response_url: addressOf(parts, address),
    trigger_id: triggerId,
  };
  const delivery = parts.deliveries.send('slash_commands', payload, (ack) => {
    if (typeof ack.payload['text'] === 'string' || ack.payload['blocks'] !== undefined) {
      applyAnswer(parts, address, ack.payload);
      // The acknowledgement is no use of the address.
      address.uses -= 1;
    }
  });
  return new FakeInteraction(parts, delivery, triggerId, address);
}

export function globalShortcut(parts: Parts, who: Who, callbackId: string): FakeInteraction {
  const triggerId = newTrigger(parts, who.team.id, who.user.id);
  const payload = {
    ...common(parts, who, triggerId),
    type: 'shortcut',
    callback_id: callbackId,
    action_ts: parts.world.ids.ts(),
  };
  return new FakeInteraction(parts, parts.deliveries.send('interactive', payload), triggerId, null);
}

export function messageShortcut(
  parts: Parts,
  who: Who,
  message: MessageRecord,
  callbackId: string,
): FakeInteraction {
  const { world } = parts;
  const triggerId = newTrigger(parts, who.team.id, who.user.id);
  const channel = world.channel(message.channelId);
  const address = newResponseUrl(parts, { ...target(who, message), source: null });
  const payload = {
    ...common(parts, who, triggerId),
    type: 'message_action',
    callback_id: callbackId,
    action_ts: world.ids.ts(),
    message_ts: message.ts,
    channel: { id: channel.id, name: channelName(channel) },
    message: messageObject(world, message, true),
    response_url: addressOf(parts, address),
  };
  return new FakeInteraction(parts, parts.deliveries.send('interactive', payload), triggerId, address);
}

function target(
  { user, team }: Who,
  message: MessageRecord,
): { teamId: string; userId: string; channelId: string; threadTs: string | null } {
  return { teamId: team.id, userId: user.id, channelId: message.channelId, threadTs: message.threadTs };
}

/** A use of a button or menu below a message. `extra` is what the element adds: its value or choice. */
export function messageAction(
  parts: Parts,
  who: Who,
  message: MessageRecord,
  element: Json,
  extra: Json,
): FakeInteraction {
  const { world } = parts;
  const triggerId = newTrigger(parts, who.team.id, who.user.id);
  const channel = world.channel(message.channelId);
  const address = newResponseUrl(parts, { ...target(who, message), source: message });
  const ephemeral = message.ephemeralFor !== null;
  const shown = ephemeral
    ? {}
    : {
        message: messageObject(world, message, true),
        channel: { id: channel.id, name: channelName(channel) },
      };
  const payload = {
    ...common(parts, who, triggerId),
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channelName(channel) },
    ...shown,
    state: { values: {} },
    response_url: addressOf(parts, address),
    actions: [action(parts, element, extra)],
  };
  return new FakeInteraction(parts, parts.deliveries.send('interactive', payload), triggerId, address);
}

/** A message passed on, as Slack hangs it below another: with its text and its files. */
export function forwarded(world: World, message: MessageRecord): Json {
  const { files, text } = messageObject(world, message, true);
  return {
    id: 1,
    ts: message.ts,
    author_id: message.userId,
    channel_id: message.channelId,
    channel_team: message.teamId,
    is_msg_unfurl: true,
    is_share: true,
    text,
    fallback: text,
    mrkdwn_in: ['text'],
    ...(files === undefined ? {} : { files }),
  };
}

/** One entry of `actions`: the element that was used, and what was chosen. */
export function action(parts: Parts, element: Json, extra: Json): Json {
  const { text, value, block_id: blockId, action_id: actionId, type } = element;
  return {
    type,
    action_id: actionId,
    block_id: blockId,
    action_ts: parts.world.ids.ts(),
    ...(text === undefined ? {} : { text }),
    ...(value === undefined ? {} : { value }),
    ...extra,
  };
}
