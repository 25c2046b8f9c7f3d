import { botMessageEvents } from './events.ts';
import { blankFile } from './files.ts';
import { records, text } from './json.ts';
import { addMessage } from './messages.ts';
import { fileObject } from './render.ts';
import { SlackError } from './slack-error.ts';
import type { FileRecord } from './state.ts';
import { seenChannel } from './targets.ts';
import type { MethodCall, Methods, Parts } from './web-api.ts';
import { blocksOf } from './message-blocks.ts';

/** Slack's documentation of files.getUploadURLExternal. */
const ALT_TEXT_LENGTH = 1000;

/** Upload addresses that were given out, with what was announced for them. */
export interface Ticket {
  readonly file: FileRecord;
  readonly length: number;
}
export type Tickets = Map<string, Ticket>;

export function fileMethods(parts: Parts, tickets: Tickets): Methods {
  const { world, settings } = parts;

  const visible = (call: MethodCall): FileRecord => {
    const file = world.files.get(text(call.args, 'file') ?? '');
    const shared = file?.shares.some(({ channelId }) =>
      world.channel(channelId).teamIds.includes(call.team.id),
    );
    if (!file || (file.teamId !== call.team.id && shared !== true)) throw new SlackError('file_not_found');
    if (file.deleted) throw new SlackError('file_deleted');
    return file;
  };

  return {
    'files.getUploadURLExternal': {
      scopes: ['files:write'],
      run(call) {
        const length = Number(text(call.args, 'length'));
        const name = text(call.args, 'filename');
        if (name === undefined || !Number.isInteger(length) || length <= 0)
          throw new SlackError('invalid_arguments');
        const altTxt = text(call.args, 'alt_txt') ?? null;
        if (altTxt !== null && altTxt.length > ALT_TEXT_LENGTH) throw new SlackError('alt_txt_too_large');
        const file = blankFile(world, name, { teamId: call.team.id, userId: call.team.botUserId });
        file.altTxt = altTxt;
        world.files.set(file.id, file);
        const ticket = `CwABAAAA${world.ids.serial()}`;
        tickets.set(ticket, { file, length });
        return { upload_url: `http://${world.host}/upload/v1/${ticket}`, file_id: file.id };
      },
    },
    'files.completeUploadExternal': {
      scopes: ['files:write'],
      run(call) {
        const asked = records(call.args['files']);
        const files = asked.map((entry) => {
          const file = world.files.get(text(entry, 'id') ?? '');
          // A ticket is used up by completing: a repeat finds nothing (Slack's words for this error).
          const open = file?.uploaded && file.completedAtMs === null && file.teamId === call.team.id;
          if (!file || !open) throw new SlackError('file_not_found');
          return file;
        });
        if (files.length === 0) throw new SlackError('invalid_arguments');
        const channel = call.args['channel_id'] === undefined ? null : seenChannel(world, call, 'channel_id');
        if (channel && !channel.members.has(call.team.botUserId)) throw new SlackError('not_in_channel');
        if (channel?.archived) throw new SlackError('is_archived');
        const blocks = blocksOf(parts, call, 'message');
        files.forEach((file, at) => {
          file.title = text(asked[at] ?? {}, 'title') ?? file.title;
          file.completedAtMs = world.clock.now();
          file.notReadyForMs = settings.readiness.delayMs ?? 0;
          file.notReadyLooks = settings.readiness.looks ?? 0;
          file.blockRefusals = settings.readiness.blockRefusals ?? 0;
        });
        if (channel) {
          const message = addMessage(world, {
            channel,
            teamId: call.team.id,
            userId: call.team.botUserId,
            botId: call.team.botId,
            subtype: 'file_share',
            text: text(call.args, 'initial_comment') ?? '',
            blocks,
            files,
            threadTs: text(call.args, 'thread_ts') ?? null,
          });
          botMessageEvents(parts, message, 'posted');
        }
        world.touch();
        return { files: files.map(({ id, title }) => ({ id, title })) };
      },
    },
    'files.info': {
      scopes: ['files:read'],
      run(call) {
        const file = visible(call);
        const answer = {
          file: fileObject(world, file),
          comments: [],
          response_metadata: { next_cursor: '' },
        };
        if (file.completedAtMs !== null && file.notReadyLooks > 0) file.notReadyLooks -= 1;
        return answer;
      },
    },
    'files.delete': {
      scopes: ['files:write'],
      run(call) {
        const file = visible(call);
        if (file.userId !== call.team.botUserId) throw new SlackError('cant_delete_file');
        file.deleted = true;
        for (const message of world.messages) {
          if (!message.files.includes(file)) continue;
          message.files = message.files.filter((other) => other !== file);
          // A message that was nothing but its file goes with it; others keep a tombstone, here nothing.
          if (message.subtype === 'file_share' && message.files.length === 0 && message.text === '')
            message.deleted = true;
        }
        world.touch();
        return {};
      },
    },
  };
}
