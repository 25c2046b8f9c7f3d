import { MINUTE_MS } from '../../../src/core/time.ts';
import { botMessageEvents } from './events.ts';
import { isRecord, text } from './json.ts';
import type { Json } from './json.ts';
import { addMessage, shareShown, withBlockIds } from './messages.ts';
import { blocksOf } from './message-blocks.ts';
import { permalink, messageObject } from './render.ts';
import { slackFileIds } from './blocks.ts';
import { SlackError } from './slack-error.ts';
import type { ChannelRecord, MessageRecord } from './state.ts';
import { postingChannel, seenChannel } from './targets.ts';
import type { MethodCall, Methods, Parts } from './web-api.ts';

/** Slack's documentation of chat.postMessage: longer texts are cut there, and refused from here on. */
const TEXT_LENGTH = 40_000;
/** Slack's documentation of chat.update. */
const UPDATE_TEXT_LENGTH = 4000;
/** Slack's documentation, "Message metadata". */
const METADATA_BYTES = 8192;

export function chatMethods(parts: Parts): Methods {
  const { world, settings, judge } = parts;

  const content = (call: MethodCall, textLength: number): { text: string; blocks: Json[] | undefined } => {
    const blocks = blocksOf(parts, call, 'message');
    const body = text(call.args, 'text') ?? '';
    if (body.length > textLength) throw new SlackError('msg_too_long');
    const hasMore = records(call.args['attachments']) > 0 || text(call.args, 'markdown_text') !== undefined;
    if (body === '' && (blocks ?? []).length === 0 && !hasMore) throw new SlackError('no_text');
    return { text: body, blocks };
  };

  /** Replies hang on the first message: the ts of a reply is a mistake that Slack half accepts. */
  const threadOf = (call: MethodCall, channel: ChannelRecord): string | null => {
    const ts = text(call.args, 'thread_ts');
    if (ts === undefined) return null;
    const parent = world.findMessage(channel.id, ts);
    if (!parent) throw new SlackError('thread_not_found');
    if (parent.threadTs === null || parent.threadTs === ts) return ts;
    judge.house(call, 'thread_ts names a reply, not the first message of its thread');
    return parent.threadTs;
  };

  const own = (call: MethodCall, channel: ChannelRecord, error: string): MessageRecord => {
    const message = world.findMessage(channel.id, text(call.args, 'ts') ?? '');
    if (!message || message.ephemeralFor !== null) throw new SlackError('message_not_found');
    if (message.botId !== call.team.botId) throw new SlackError(error);
    return message;
  };

  return {
    'chat.postMessage': {
      scopes: ['chat:write'],
      run(call) {
        const channel = postingChannel(world, call, { mayOpen: true });
        const { text: body, blocks } = content(call, TEXT_LENGTH);
        const { botId, botUserId: userId, id: teamId } = call.team;
        const message = addMessage(
          world,
          {
            channel,
            teamId,
            userId,
            botId,
            text: body,
            blocks,
            attachments: call.args['attachments'],
            metadata: metadataOf(call.args),
            threadTs: threadOf(call, channel),
          },
          settings.blocksShareFiles,
        );
        botMessageEvents(parts, message, 'posted');
        return { channel: channel.id, ts: message.ts, message: messageObject(world, message) };
      },
    },
    'chat.postEphemeral': {
      scopes: ['chat:write'],
      run(call) {
        const channel = postingChannel(world, call, { mayOpen: false });
        const ephemeralFor = text(call.args, 'user') ?? '';
        if (!channel.members.has(ephemeralFor)) throw new SlackError('user_not_in_channel');
        const { text: body, blocks } = content(call, TEXT_LENGTH);
        const { botId, botUserId: userId, id: teamId } = call.team;
        const threadTs = threadOf(call, channel);
        const message = addMessage(world, {
          channel,
          teamId,
          userId,
          botId,
          text: body,
          blocks,
          threadTs,
          ephemeralFor,
        });
        return { message_ts: message.ts };
      },
    },
    'chat.update': {
      scopes: ['chat:write'],
      run(call) {
        const channel = seenChannel(world, call, 'channel');
        const message = own(call, channel, 'cant_update_message');
        const { text: body, blocks } = content(call, UPDATE_TEXT_LENGTH);
        const before = new Set(slackFileIds(message.blocks));
        // Text without blocks removes the blocks; `attachments` without text keeps the text.
        if (call.args['text'] !== undefined) message.text = body;
        message.blocks = withBlockIds(world, blocks ?? []);
        if (call.args['attachments'] !== undefined)
          message.attachments = Array.isArray(call.args['attachments'])
            ? call.args['attachments'].filter(isRecord)
            : [];
        if (call.args['metadata'] !== undefined) message.metadata = metadataOf(call.args);
        const added = slackFileIds(message.blocks).filter((id) => !before.has(id));
        message.brokenImages = [...message.brokenImages, ...added].filter((id) =>
          slackFileIds(message.blocks).includes(id),
        );
        for (const id of added) judge.house(call, `a slack_file added by chat.update shows broken: ${id}`);
        if (settings.blocksShareFiles) shareShown(world, message);
        message.edits += 1;
        message.editedAtMs = world.clock.now();
        botMessageEvents(parts, message, 'changed');
        return {
          channel: channel.id,
          ts: message.ts,
          text: message.text,
          message: messageObject(world, message),
        };
      },
    },
    'chat.delete': {
      scopes: ['chat:write'],
      run(call) {
        const channel = seenChannel(world, call, 'channel');
        const message = own(call, channel, 'cant_delete_message');
        message.deleted = true;
        botMessageEvents(parts, message, 'deleted');
        world.touch();
        return { channel: channel.id, ts: message.ts };
      },
    },
    'chat.getPermalink': {
      run(call) {
        const channel = seenChannel(world, call, 'channel');
        const message = world.findMessage(channel.id, text(call.args, 'message_ts') ?? '');
        if (!message || message.ephemeralFor !== null) throw new SlackError('message_not_found');
        return { channel: channel.id, permalink: permalink(world, message, call.team.id) };
      },
    },
    'assistant.threads.setStatus': {
      scopes: ['chat:write'],
      run(call) {
        const channel = seenChannel(world, call, 'channel_id');
        const thread = world.findMessage(channel.id, text(call.args, 'thread_ts') ?? '');
        if (!thread) throw new SlackError('invalid_thread_ts');
        // Slack clears it after two minutes, or when the app answers (Slack's documentation of the method).
        parts.settings.statuses.push({
          channelId: channel.id,
          threadTs: thread.ts,
          status: text(call.args, 'status') ?? '',
          untilMs: world.clock.now() + 2 * MINUTE_MS,
        });
        return {};
      },
    },
    'reactions.add': { scopes: ['reactions:write'], run: (call) => react(call, true) },
    'reactions.remove': { scopes: ['reactions:write'], run: (call) => react(call, false) },
  };

  function react(call: MethodCall, add: boolean): Json {
    const channel = seenChannel(world, call, 'channel');
    const message = world.findMessage(channel.id, text(call.args, 'timestamp') ?? '');
    if (!message) throw new SlackError('message_not_found');
    const name = text(call.args, 'name') ?? '';
    if (add === message.reactions.has(name)) throw new SlackError(add ? 'already_reacted' : 'no_reaction');
    if (add) message.reactions.add(name);
    else message.reactions.delete(name);
    world.touch();
    return {};
  }
}

function records(value: unknown): number {
  return Array.isArray(value) ? value.filter(isRecord).length : 0;
}

function metadataOf(args: Json): Json | null {
  const metadata = args['metadata'];
  if (metadata === undefined || metadata === null) return null;
  if (!isRecord(metadata)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return null;
  if (typeof metadata['event_type'] !== 'string' || !isRecord(metadata['event_payload']))
    throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(metadata).length > METADATA_BYTES) throw new SlackError('metadata_too_large');
  return metadata;
}
