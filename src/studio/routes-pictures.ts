import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';

import { DAY_MS, SECOND_MS, UserError, refusal, type ImagineBot } from '../core/index.ts';
import { personOf, refuse, requireSession } from './guard.ts';
import type { StudioPictures } from './pictures.ts';
import type { Sessions } from './sessions.ts';
import { WORDS } from './words.ts';

/** Above every photo of a phone that its own app stores compressed; references are made smaller before they are sent on. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;

/** What is shown, by its bytes: a picture that could run as a page (SVG) is none of these. */
const SHOWN_TYPES: readonly string[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/heic',
];

/** A picture is named by its content, so it never changes. */
const FOR_EVER_S = (365 * DAY_MS) / SECOND_MS;

const hashSchema = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/u) });

export interface PictureRoutesOptions {
  bot: ImagineBot;
  pictures: StudioPictures;
  sessions: Sessions;
}

/** Pictures in and out. */
export async function pictureRoutes(
  scope: FastifyInstance,
  { bot, pictures, sessions }: PictureRoutesOptions,
): Promise<void> {
  const signedIn = { preHandler: requireSession(sessions) };
  await scope.register(multipart, {
    limits: { fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 0, parts: 1, fieldNameSize: 100 },
  });

  scope.post('/api/uploads', signedIn, async (request) => {
    const file = request.isMultipart() ? await request.file() : undefined;
    if (!file) throw new UserError('bad_usage', WORDS.uploadMissing);
    const chunks: Buffer[] = [];
    for await (const chunk of file.file as AsyncIterable<Buffer>) chunks.push(chunk);
    // Cut off while it streamed: never more than the limit is held.
    if (file.file.truncated) throw refusal('picture_too_large');
    return pictures.upload(personOf(request).id, Buffer.concat(chunks));
  });

  scope.get('/pictures/:hash', signedIn, async (request, reply) => {
    const { hash } = hashSchema.parse(request.params);
    const isVisible = (await pictures.find(personOf(request).id, hash)) !== null;
    const bytes = isVisible ? await bot.picture(hash) : null;
    const type = bytes ? await fileTypeFromBuffer(bytes) : undefined;
    if (!bytes || !type || !SHOWN_TYPES.includes(type.mime))
      return refuse(reply, 404, 'picture_gone', WORDS.notFound);
    return reply
      .type(type.mime)
      .header('cache-control', `private, max-age=${FOR_EVER_S}, immutable`)
      .header('content-disposition', 'inline')
      .send(Buffer.from(bytes));
  });
}
