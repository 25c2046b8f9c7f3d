import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** Arguments that a form carries as JSON in a string. */
const JSON_ARGS = new Set([
  'blocks',
  'attachments',
  'metadata',
  'view',
  'files',
  'file_ids',
  'prompts',
  'loading_messages',
  'unfurled_attachments',
]);

/** The arguments of a method call, or of an answer to a `response_url`. Null for a body that Slack does not read. */
export async function parseArgs(
  body: Buffer,
  contentType: string,
): Promise<{ args: Json; sentAs: 'form' | 'json' } | null> {
  if (body.byteLength === 0) return { args: {}, sentAs: 'form' };
  if (contentType.startsWith('application/json')) {
    const value = parseJson(body.toString('utf8'));
    return isRecord(value) ? { args: value, sentAs: 'json' } : null;
  }
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return { args: fromForm(new URLSearchParams(body.toString('utf8'))), sentAs: 'form' };
  if (!contentType.startsWith('multipart/form-data')) return null;
  const fields: [string, string][] = [];
  for (const [name, value] of await formOf(body, contentType))
    if (typeof value === 'string') fields.push([name, value]);
  return { args: fromForm(new URLSearchParams(fields)), sentAs: 'form' };
}

/** The bytes of an upload: the body itself, or the one file of a form. */
export async function parseUpload(body: Buffer, contentType: string): Promise<Uint8Array | null> {
  if (!contentType.startsWith('multipart/form-data')) return new Uint8Array(body);
  for (const [, value] of await formOf(body, contentType))
    if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer());
  return null;
}

function formOf(body: Buffer, contentType: string): Promise<FormData> {
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  // Advised against on servers, for the memory it takes; here the sender is a test.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return response.formData();
}

function fromForm(fields: URLSearchParams): Json {
  return Object.fromEntries([...fields].map(([name, value]) => [name, meaning(name, value)]));
}

function meaning(name: string, value: string): unknown {
  if (JSON_ARGS.has(name)) return parseJson(value) ?? value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The method then says what is wrong with its argument.
    return undefined;
  }
}
