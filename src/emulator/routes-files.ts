import { createHash, randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { baseUrlOf, bodyOf, requireJson, requireKey, type Context } from './context.ts';
import { answerFault } from './faults.ts';
import { contentTypeOf, parseFileName } from './gallery.ts';
import type { Bite } from './scenario-book.ts';
import { errorBody, htmlPage, parseJson, uploadSchema } from './wire.ts';

/** Fourteen pictures of 7 MB in base64, and the JSON around them. */
const MAX_UPLOAD_BYTES = 140 * 1024 * 1024;

const DATA_URL = /^data:(image\/(png|jpeg|jpg|webp|gif|heic|heif|avif|bmp));base64,([A-Za-z0-9+/=\s]+)$/u;

const ELSEWHERE = 'http://169.254.169.254/latest/meta-data';

interface ByName {
  Params: { name: string };
}

/** Uploads, and the public files: pictures that were painted and pictures that were uploaded. */
export function fileRoutes(app: FastifyInstance, context: Context): void {
  const { jobs, scenarios, clock, gallery, assets } = context;

  app.post(
    '/upload-asset',
    { onRequest: requireKey(context), preHandler: requireJson, bodyLimit: MAX_UPLOAD_BYTES },
    async (request, reply) => {
      const bite = scenarios.bite('upload', '', 'upload');
      if (bite && answerFault(reply, bite, clock)) return reply;
      const parsed = uploadSchema.safeParse(parseJson(bodyOf(request)));
      if (!parsed.success) return reply.code(400).send(errorBody('data_urls must be a list of data URLs'));
      const files = parsed.data.data_urls.map((dataUrl) => DATA_URL.exec(dataUrl));
      if (files.some((file) => file === null)) return reply.code(400).send(errorBody('Invalid data URL'));
      const fileUrls = files.map((file) => {
        const [, contentType = '', extension = '', base64 = ''] = file ?? [];
        const name = `${randomUUID()}.${extension}`;
        assets.put(name, Buffer.from(base64, 'base64'), contentType);
        return `${baseUrlOf(request)}/assets/${name}`;
      });
      return { file_urls: fileUrls, message: 'Files uploaded successfully' };
    },
  );

  app.get<ByName>('/assets/:name', async (request, reply) => {
    if (request.headers['x-api-key'] !== undefined) context.traffic.keysAtOutputHost += 1;
    const asset = assets.get(request.params.name);
    if (!asset) return reply.code(404).send(errorBody('Not Found'));
    return sendFile(reply, asset.contentType, asset.bytes);
  });

  app.get<ByName>('/generations/:name', async (request, reply) => {
    if (request.headers['x-api-key'] !== undefined) context.traffic.keysAtOutputHost += 1;
    const file = parseFileName(request.params.name);
    const job = file && jobs.withFiles(file.requestId);
    if (!job || job.end?.state !== 'COMPLETED' || file.format !== job.input.output_format) {
      return reply.code(404).send(errorBody('Not Found'));
    }
    const bite = scenarios.bite('download', job.input.prompt, job.requestId);
    if (bite && answerFault(reply, bite, clock)) return reply;
    const bytes = await gallery.picture(job, file.index);
    if (!bytes) return reply.code(404).send(errorBody('Not Found'));
    const contentType = contentTypeOf(file.format);
    return bite ? sendSpoiled(reply, bite, contentType, bytes) : sendFile(reply, contentType, bytes);
  });
}

function sendFile(reply: FastifyReply, contentType: string, bytes: Buffer): FastifyReply {
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  return reply.type(contentType).header('etag', etag).header('content-length', bytes.length).send(bytes);
}

/** The picture in the ways in which downloads go wrong. */
function sendSpoiled(reply: FastifyReply, bite: Bite, contentType: string, bytes: Buffer): FastifyReply {
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  switch (bite.name) {
    case 'truncated':
      return sendFile(reply, contentType, half);
    case 'wrong-type':
      return sendFile(reply, 'text/plain', bytes);
    case 'not-a-picture':
      return sendFile(reply, contentType, Buffer.from(htmlPage('Sign in')));
    case 'download-redirect':
      return reply.redirect(`${ELSEWHERE}/${bite.name}`);
    case 'download-cut':
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
      reply.raw.write(half, () => reply.raw.destroy());
      return reply;
    default:
      return sendFile(reply, contentType, bytes);
  }
}
