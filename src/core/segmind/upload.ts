import { SegmindError } from '../errors.ts';
import { refusal, unreadable, type FailureContext } from './failures.ts';
import { TIMEOUT_MS, apiHeaders, type ClientParts } from './parts.ts';
import { exchangeJson, plainLimits, repeat, valueOf } from './reads.ts';
import type { CallOptions } from './types.ts';
import { parseUploadAnswer } from './wire.ts';

const IMAGE_TYPE = /^image\/[a-z0-9.+-]+$/;

/** Uploads cost nothing, so a failed one is simply made again. */
export async function upload(
  parts: ClientParts,
  bytes: Uint8Array,
  contentType: string,
  options: CallOptions,
): Promise<string> {
  if (!IMAGE_TYPE.test(contentType))
    throw new SegmindError('invalid_input', 'Only pictures can be uploaded.');
  const context: FailureContext = { requestId: null, charged: 'no', secrets: [parts.apiKey] };
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const request = {
    method: 'POST',
    url: parts.uploadUrl,
    headers: { ...apiHeaders(parts), 'content-type': 'application/json' },
    body: JSON.stringify({ data_urls: [`data:${contentType};base64,${base64}`] }),
    timeoutMs: TIMEOUT_MS.upload,
  } as const;
  const tried = await repeat<string>(parts, plainLimits(parts), options, async () => {
    const answer = await exchangeJson(parts, request, context, options, null);
    if ('again' in answer) return answer;
    const { status, body } = answer.value;
    if (status >= 300) throw refusal(status, body, context);
    const url = parseUploadAnswer(body);
    return url === null ? { again: unreadable(context, { status }) } : { value: url };
  });
  return valueOf(tried);
}
