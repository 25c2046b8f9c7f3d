import { WebClient } from '@slack/web-api';
import { z } from 'zod';

import { PlatformError, type Logger } from '../core/index.ts';
import { createLibraryLogger } from './library-logger.ts';
import type { SlackMessage } from './layout.ts';
import { API_TIMEOUT_MS } from './limits.ts';
import type { Pacing } from './pacing.ts';
import { platformErrorOf, type CallKind } from './web-errors.ts';
import { fileSchema, messageSchema } from './wire.ts';
import type { SlackWorkspace } from './workspace.ts';

/** A client as this program needs it: no repetitions and no waits of its own, because the core knows what may be repeated. */
export function createWebClient(token: string, apiUrl: string, logger: Logger): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: API_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: createLibraryLogger(logger),
  });
}

const postedSchema = z.object({ ts: z.string() });
const uploadSchema = z.object({ upload_url: z.string(), file_id: z.string() });
const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const permalinkSchema = z.object({ permalink: z.string() });
const sharesSchema = z.record(z.string(), z.array(z.object({ ts: z.string() }))).nullish();
const fileInfoSchema = z.object({
  file: fileSchema.extend({
    shares: z.object({ public: sharesSchema, private: sharesSchema }).nullish(),
  }),
});
export type FileInfo = z.infer<typeof fileInfoSchema>['file'];

const storedMessageSchema = messageSchema.extend({
  metadata: z
    .object({
      event_type: z.string().nullish(),
      event_payload: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});
const pageSchema = z.object({
  messages: z.array(storedMessageSchema),
  has_more: z.boolean().nullish(),
});
export type MessagePage = z.infer<typeof pageSchema>;

/** Messages that one look brings. More than this, and the place is too busy to be searched. */
const PAGE_MESSAGES = 100;

export interface Where {
  channelId: string;
  threadTs: string | null;
}

export interface MessageData {
  eventType: string;
  payload: Readonly<Record<string, string>>;
}

/** On every message: nobody's words may become a mention, a link or a preview. */
export const TAME = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Slack's calls that a presenter makes. Each throws a `PlatformError`, or the signal's reason once it aborts. */
export type SlackCalls = ReturnType<typeof createSlackCalls>;

// The return type is the list of the calls below; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createSlackCalls({ client, teamId }: SlackWorkspace, pacing: Pacing) {
  async function call<T>(
    kind: CallKind,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    request: () => Promise<unknown>,
  ): Promise<T> {
    signal.throwIfAborted();
    let answer: unknown;
    try {
      answer = await request();
    } catch (error) {
      signal.throwIfAborted();
      throw platformErrorOf(error, kind);
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw platformErrorOf(new Error('Unreadable answer.', { cause: parsed.error }), kind);
  }

  /** Tells the pacing what Slack itself refused. */
  async function paced<T>(refused: (retryAfterMs: number) => void, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof PlatformError && error.reason === 'rate_limited') refused(error.retryAfterMs ?? 0);
      throw error;
    }
  }

  const target = ({ channelId, threadTs }: Where): { channel: string; thread_ts?: string } => ({
    channel: channelId,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
  });

  return {
    /** A new message. Never repeated by itself: the same call twice makes two. Gives its ts. */
    async post(where: Where, message: SlackMessage, data: MessageData, signal: AbortSignal): Promise<string> {
      await pacing.post(teamId, where.channelId, signal);
      const metadata = { event_type: data.eventType, event_payload: { ...data.payload } };
      const posted = await paced(
        (retryAfterMs) => pacing.postRefused(teamId, where.channelId, retryAfterMs),
        () =>
          call('create', postedSchema, signal, () =>
            client.chat.postMessage({ ...target(where), ...message, ...TAME, mrkdwn: false, metadata }),
          ),
      );
      return posted.ts;
    },

    /** @param isLast as `Pacing.update` takes it. */
    async update(channelId: string, ts: string, message: SlackMessage, isLast: boolean, signal: AbortSignal) {
      await pacing.update(teamId, isLast, signal);
      await paced(
        (retryAfterMs) => pacing.updateRefused(teamId, retryAfterMs),
        () =>
          call('edit', z.unknown(), signal, () =>
            client.chat.update({ channel: channelId, ts, ...message, parse: 'none', link_names: false }),
          ),
      );
    },

    postEphemeral: async (where: Where, userId: string, message: SlackMessage, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () =>
        client.chat.postEphemeral({
          ...target(where),
          user: userId,
          ...message,
          parse: 'none',
          link_names: false,
        }),
      );
    },

    remove: async (channelId: string, ts: string, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () => client.chat.delete({ channel: channelId, ts }));
    },

    permalink: async (channelId: string, ts: string, signal: AbortSignal) =>
      (
        await call('read', permalinkSchema, signal, () =>
          client.chat.getPermalink({ channel: channelId, message_ts: ts }),
        )
      ).permalink,

    /** The channel of the direct messages with a person; opening it twice gives the same. */
    openDm: async (userId: string, signal: AbortSignal) =>
      (await call('edit', openedSchema, signal, () => client.conversations.open({ users: userId }))).channel
        .id,

    /** A place for the bytes of a new file. Nothing is seen of it before `completeUpload`. */
    askForUpload: (
      file: { fileName: string; sizeBytes: number; altText: string },
      signal: AbortSignal,
    ): Promise<z.infer<typeof uploadSchema>> =>
      call('edit', uploadSchema, signal, () =>
        client.files.getUploadURLExternal({
          filename: file.fileName,
          length: file.sizeBytes,
          ...(file.altText === '' ? {} : { alt_txt: file.altText }),
        }),
      ),

    /** Makes files of uploaded bytes; with a place, they are posted there as well. */
    completeUpload: async (
      files: readonly [{ id: string; title: string }, ...{ id: string; title: string }[]],
      where: Where | null,
      signal: AbortSignal,
    ) => {
      const [first, ...rest] = files;
      const share =
        where === null
          ? {}
          : {
              channel_id: where.channelId,
              ...(where.threadTs === null ? {} : { thread_ts: where.threadTs }),
            };
      await call(where === null ? 'edit' : 'create', z.unknown(), signal, () =>
        client.files.completeUploadExternal({ files: [first, ...rest], ...share }),
      );
    },

    fileInfo: async (fileId: string, signal: AbortSignal): Promise<FileInfo> =>
      (await call('read', fileInfoSchema, signal, () => client.files.info({ file: fileId }))).file,

    removeFile: async (fileId: string, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () => client.files.delete({ file: fileId }));
    },

    /** What was said in a channel, or in a thread, from `oldest` on; the newest, or in a thread the oldest, of them. */
    messages: (
      { channelId, threadTs }: Where,
      range: { oldest: string; latest?: string },
      signal: AbortSignal,
    ): Promise<MessagePage> => {
      const about = {
        channel: channelId,
        ...range,
        inclusive: true,
        include_all_metadata: true,
        limit: PAGE_MESSAGES,
      };
      return call('read', pageSchema, signal, () =>
        threadTs === null
          ? client.conversations.history(about)
          : client.conversations.replies({ ...about, ts: threadTs }),
      );
    },
  };
}
