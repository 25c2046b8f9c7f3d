import { z } from 'zod';

import type { Caller } from './caller.ts';
import type { FileMethod, FilePatience } from './pacing.ts';
import type { Where } from './message-calls.ts';
import type { CallKind } from './web-errors.ts';
import { fileSchema } from './wire.ts';

const uploadSchema = z.object({ upload_url: z.string(), file_id: z.string() });
const sharesSchema = z.record(z.string(), z.array(z.object({ ts: z.string() }))).nullish();
const fileInfoSchema = z.object({
  file: fileSchema.extend({
    shares: z.object({ public: sharesSchema, private: sharesSchema }).nullish(),
  }),
});
export type FileInfo = z.infer<typeof fileInfoSchema>['file'];

/** Calls about files. Each waits for its turn, and throws `rate_limited` where that is too long to wait for. */
// The return type is the list of the calls below; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createFileCalls({ workspace: { client, teamId }, pacing, call, paced }: Caller) {
  async function inTurn<T>(
    method: FileMethod,
    kind: CallKind,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    request: () => Promise<unknown>,
    patience: FilePatience = 'long',
  ): Promise<T> {
    await pacing.file(teamId, method, signal, patience);
    return paced(
      (retryAfterMs) => pacing.fileRefused(teamId, method, retryAfterMs),
      () => call(kind, schema, signal, request),
    );
  }

  return {
    /** A place for the bytes of a new file. Nothing is seen of it before `completeUpload`. */
    askForUpload: (
      file: { fileName: string; sizeBytes: number; altText: string },
      signal: AbortSignal,
    ): Promise<z.infer<typeof uploadSchema>> =>
      inTurn('ask', 'edit', uploadSchema, signal, () =>
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
      await inTurn('complete', where === null ? 'edit' : 'create', z.unknown(), signal, () =>
        client.files.completeUploadExternal({ files: [first, ...rest], ...share }),
      );
    },

    fileInfo: async (
      fileId: string,
      signal: AbortSignal,
      patience: FilePatience = 'long',
    ): Promise<FileInfo> => {
      const look = (): Promise<unknown> => client.files.info({ file: fileId });
      return (await inTurn('look', 'read', fileInfoSchema, signal, look, patience)).file;
    },

    removeFile: async (fileId: string, signal: AbortSignal) => {
      await inTurn('remove', 'edit', z.unknown(), signal, () => client.files.delete({ file: fileId }));
    },
  };
}
