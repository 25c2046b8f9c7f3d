import { SECOND_MS } from '../../../src/core/time.ts';
import type { Delivery } from './deliveries.ts';
import type { Json } from './json.ts';
import { messageObject } from './render.ts';
import type { ChannelRecord, MessageRecord, TeamRecord, World } from './state.ts';
import type { Parts } from './web-api.ts';

const TYPE_NAMES = { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' } as const;
const SUBSCRIPTIONS = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
} as const;

/** Sends an event to the app, wrapped as the Events API does. */
export function emitEvent(parts: Parts, team: TeamRecord, event: Json, shared = false): Delivery {
  const { world, deliveries } = parts;
  const payload = {
    token: 'verification-token-of-old',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: world.ids.next('Ev'),
    event_time: Math.floor(world.clock.now() / SECOND_MS),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: team.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: shared,
    event_context: `4-${world.ids.serial()}`,
  };
  return deliveries.send('events_api', payload);
}

/** What a person's message causes: `app_mention`, and `message` where the app is subscribed to it. */
export function personMessageEvents(parts: Parts, message: MessageRecord): Delivery[] {
  const { world, settings } = parts;
  const channel = world.channel(message.channelId);
  const sent: Delivery[] = [];
  for (const team of teamsIn(world, channel)) {
    const shared = channel.teamIds.length > 1;
    const event = { ...messageObject(world, message, true), channel: channel.id, event_ts: message.ts };
    const mentioned = message.text.includes(`<@${team.botUserId}>`);
    if (mentioned && channel.kind !== 'im' && settings.events.has('app_mention'))
      sent.push(emitEvent(parts, team, withoutSubtype({ ...event, type: 'app_mention' }), shared));
    if (settings.events.has(SUBSCRIPTIONS[channel.kind]))
      sent.push(emitEvent(parts, team, { ...event, channel_type: TYPE_NAMES[channel.kind] }, shared));
  }
  return sent;
}

/** The app hears of its own messages too, where it is subscribed: Bolt leaves them out by their bot id. */
export function botMessageEvents(
  parts: Parts,
  message: MessageRecord,
  what: 'posted' | 'changed' | 'deleted',
): void {
  const { world, settings } = parts;
  const channel = world.channel(message.channelId);
  if (message.ephemeralFor !== null || !settings.events.has(SUBSCRIPTIONS[channel.kind])) return;
  const channelType = { channel: channel.id, channel_type: TYPE_NAMES[channel.kind] };
  const shown = messageObject(world, message, true);
  const stamp = world.ids.ts();
  for (const team of teamsIn(world, channel)) {
    const event =
      what === 'posted'
        ? { ...shown, ...channelType, event_ts: message.ts }
        : what === 'changed'
          ? {
              type: 'message',
              subtype: 'message_changed',
              message: shown,
              ...channelType,
              hidden: true,
              ts: stamp,
              event_ts: stamp,
            }
          : {
              type: 'message',
              subtype: 'message_deleted',
              previous_message: shown,
              deleted_ts: message.ts,
              ...channelType,
              hidden: true,
              ts: stamp,
              event_ts: stamp,
            };
    emitEvent(parts, team, event);
  }
}

/** `app_mention` carries its files without a subtype (Slack's documentation of the event). */
function withoutSubtype(event: Json): Json {
  const { subtype: _left, ...rest } = event;
  return rest;
}

/** The workspaces whose app is in a conversation. */
function teamsIn(world: World, channel: ChannelRecord): TeamRecord[] {
  return channel.teamIds
    .map((id) => world.team(id))
    .filter((team) => team.installed && channel.members.has(team.botUserId));
}
