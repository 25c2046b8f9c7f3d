import { MINUTE_MS } from '../../../src/core/time.ts';
import { botMessageEvents } from './events.ts';
import { flag, text } from './json.ts';
import type { Json } from './json.ts';
import { addMessage, withBlockIds } from './messages.ts';
import { isWaiting, problemsIn, publicWords } from './message-blocks.ts';
import { invalid, SlackError } from './slack-error.ts';
import type { MessageRecord, ResponseUrl } from './state.ts';
import type { Parts } from './web-api.ts';

/** Slack's documentation, "Handling user interaction". */
const LIFETIME_MS = 30 * MINUTE_MS;
const MOST_USES = 5;
const METHOD = 'response_url';
const KNOWN = [
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'metadata',
  'unfurl_links',
  'unfurl_media',
  'mrkdwn',
  'parse',
  'link_names',
];

export interface ResponseTarget {
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly threadTs?: string | null;
  readonly source?: MessageRecord | null;
}

export function newResponseUrl(parts: Parts, target: ResponseTarget): ResponseUrl {
  const { world } = parts;
  const id = `${target.teamId}/${world.ids.serial()}/${crypto.randomUUID().replaceAll('-', '')}`;
  const record: ResponseUrl = {
    id,
    teamId: target.teamId,
    userId: target.userId,
    channelId: target.channelId,
    threadTs: target.threadTs ?? null,
    source: target.source ?? null,
    createdAtMs: world.clock.now(),
    uses: 0,
  };
  world.responseUrls.set(id, record);
  return record;
}

export function addressOf(parts: Parts, record: ResponseUrl): string {
  return `http://${parts.world.host}/hooks/${record.id}`;
}

/**
 * Answers by a `response_url`: five times within half an hour, also where the app is no member.
 *
 * @throws SlackError with the status that Slack answers.
 */
export function respond(parts: Parts, id: string, args: Json): MessageRecord | null {
  const { world, judge } = parts;
  const record = world.responseUrls.get(id);
  if (!record) throw new SlackError('no_such_url', {}, 404);
  if (world.clock.now() > record.createdAtMs + LIFETIME_MS) throw new SlackError('expired_url', {}, 404);
  if (record.uses >= MOST_USES) throw new SlackError('used_url', {}, 404);
  for (const name of Object.keys(args))
    if (!KNOWN.includes(name)) judge.note({ method: METHOD, args }, `unknown argument: ${name}`);
  return applyAnswer(parts, record, args);
}

/** What an answer does, by its address or as the acknowledgement of a command. */
export function applyAnswer(parts: Parts, record: ResponseUrl, args: Json): MessageRecord | null {
  const { world, judge } = parts;
  const team = world.team(record.teamId);
  const problems = args['blocks'] === undefined ? [] : problemsIn(parts, team, args['blocks'], 'message');
  for (const problem of problems) if (!isWaiting(problem)) judge.note({ method: METHOD, args }, problem);
  if (problems.length > 0) {
    const refusal = invalid('invalid_blocks', problems.map(publicWords));
    throw new SlackError(refusal.code, refusal.extra, 400);
  }
  const { source } = record;
  if (flag(args, 'delete_original')) {
    if (!source) throw new SlackError('no_original', {}, 404);
    record.uses += 1;
    source.deleted = true;
    world.touch();
    return null;
  }
  const body = text(args, 'text') ?? '';
  const hasBlocks = Array.isArray(args['blocks']) && args['blocks'].length > 0;
  if (body === '' && !hasBlocks && args['attachments'] === undefined)
    throw new SlackError('no_text', {}, 400);
  record.uses += 1;
  if (flag(args, 'replace_original') && source && !source.deleted) {
    source.text = body;
    source.blocks = withBlockIds(world, hasBlocks ? (args['blocks'] as Json[]) : []);
    source.edits += 1;
    source.editedAtMs = world.clock.now();
    world.touch();
    return source;
  }
  const message = addMessage(world, {
    channel: world.channel(record.channelId),
    teamId: record.teamId,
    userId: team.botUserId,
    botId: team.botId,
    text: body,
    blocks: args['blocks'],
    attachments: args['attachments'],
    threadTs: text(args, 'thread_ts') ?? record.threadTs,
    ephemeralFor: args['response_type'] === 'in_channel' ? null : record.userId,
  });
  botMessageEvents(parts, message, 'posted');
  return message;
}
