import type {
  AccessFacts,
  ConversationRef,
  MessageRef,
  RequestOrigin,
  Requester,
  Trigger,
} from '../core/index.ts';
import { encodeReply, RESPONSE_URL_LIFETIME_MS, type SlackReply } from './reply-handle.ts';
import type { CommandWire, EventMessageWire, MessageWire } from './wire.ts';

/** Slack's events in the words of the core. Pure. */

/** Somebody who asks, and where. */
export interface Asked {
  requester: Requester;
  access: AccessFacts;
  origin: RequestOrigin;
}

export interface AskedFacts {
  teamId: string;
  /** Most messages name nobody: an id in place of the name would say nothing to a reader, so it stays empty. */
  user: { id: string; name: string };
  /** The channel; for what belongs to no channel the person's own id, which stands for their direct messages. */
  channelId: string;
  threadTs: string | null;
  trigger: Trigger;
  eventKey: string;
  /** The message that the event is about. */
  replyToTs: string | null;
  reply: SlackReply;
}

export function askedBy(facts: AskedFacts): Asked {
  const { teamId, user, channelId, threadTs, trigger, eventKey, replyToTs, reply } = facts;
  const conversation = conversationOf(teamId, channelId, threadTs);
  return {
    requester: {
      platform: 'slack',
      workspaceId: teamId,
      userId: user.id,
      displayName: user.name,
      locale: null,
    },
    access: { roleIds: [], channelIds: [channelId], ageRestricted: false },
    origin: {
      trigger,
      conversation,
      replyTo: replyToTs === null ? null : { conversation, messageId: replyToTs },
      eventKey,
      replyHandle: encodeReply(reply),
    },
  };
}

/** The same in another channel, outside of its threads. */
export function placedIn(asked: Asked, channelId: string): Asked {
  const conversation = { ...asked.origin.conversation, channelId, threadId: null };
  return {
    ...asked,
    access: { ...asked.access, channelIds: [channelId] },
    origin: { ...asked.origin, conversation },
  };
}

export function conversationOf(teamId: string, channelId: string, threadTs: string | null): ConversationRef {
  return { platform: 'slack', workspaceId: teamId, channelId, threadId: threadTs };
}

/** The thread that a message stands in. The message with which a thread begins stands in the channel. */
export function threadOf({ ts, thread_ts }: Pick<MessageWire, 'ts' | 'thread_ts'>): string | null {
  return thread_ts && thread_ts !== ts ? thread_ts : null;
}

export function messageRef(
  teamId: string,
  channelId: string,
  message: Pick<MessageWire, 'ts' | 'thread_ts'>,
): MessageRef {
  return { conversation: conversationOf(teamId, channelId, threadOf(message)), messageId: message.ts };
}

export function eventKeyOfMessage(teamId: string, channelId: string, ts: string): string {
  return `slack:${teamId}:${channelId}:${ts}`;
}

export function eventKeyOfTrigger(triggerId: string): string {
  return `slack:trigger:${triggerId}`;
}

export function eventKeyOfView(viewId: string): string {
  return `slack:view:${viewId}`;
}

/** An answer by the event's own address. Whether the bot may post there by itself is found out before anything is paid. */
export function replyByUrl(url: string, userId: string, now: number): SlackReply {
  return {
    v: 1,
    kind: 'response_url',
    url,
    expiresAt: now + RESPONSE_URL_LIFETIME_MS,
    userId,
    botMayPost: false,
  };
}

export function askedByCommand(command: CommandWire, teamId: string, now: number): Asked {
  const { channel_id, user_id, user_name, trigger_id, response_url } = command;
  return askedBy({
    teamId,
    user: { id: user_id, name: user_name },
    channelId: channel_id,
    // Slack takes no commands in threads.
    threadTs: null,
    trigger: 'command',
    eventKey: eventKeyOfTrigger(trigger_id),
    replyToTs: null,
    reply: replyByUrl(response_url, user_id, now),
  });
}

/** A message to the bot: it is a member where it is mentioned, and at home in its direct messages. */
export function askedByMessage(message: EventMessageWire & { user: string }, teamId: string): Asked {
  const { ts, user, channel, user_profile } = message;
  const threadTs = threadOf(message);
  return askedBy({
    teamId,
    user: { id: user, name: user_profile?.display_name || user_profile?.real_name || '' },
    channelId: channel,
    threadTs,
    trigger: threadTs === null ? 'mention' : 'reply',
    eventKey: eventKeyOfMessage(teamId, channel, ts),
    replyToTs: ts,
    reply: { v: 1, kind: 'message', ts, threadTs, userId: user, botMayPost: true },
  });
}

/** Something that belongs to a person and no channel: App Home, the global shortcut. */
export function askedAtHome(
  teamId: string,
  user: { id: string; name: string },
  trigger: Trigger,
  eventKey: string,
): Asked {
  return askedBy({
    teamId,
    user,
    channelId: user.id,
    threadTs: null,
    trigger,
    eventKey,
    replyToTs: null,
    reply: { v: 1, kind: 'user', userId: user.id },
  });
}
