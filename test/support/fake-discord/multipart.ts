import type { UploadedFile } from './messages.ts';

export interface ParsedBody {
  /** The JSON body, or `payload_json` of a form; undefined for none. */
  readonly json: unknown;
  readonly files: UploadedFile[];
  /** What is wrong with the form or the JSON, for the judge. */
  readonly problems: string[];
}

const FILE_FIELD = /^files\[(\d+)\]$/;

/** Reads a JSON or multipart request as Discord does: `payload_json` plus `files[n]`. */
export async function parseBody(body: Buffer, contentType: string | undefined): Promise<ParsedBody> {
  if (body.byteLength === 0) return { json: undefined, files: [], problems: [] };
  if (contentType?.startsWith('multipart/form-data')) return parseForm(body, contentType);
  if (!contentType?.startsWith('application/json'))
    return {
      json: undefined,
      files: [],
      problems: [`a body of content type ${contentType ?? '(none)'} is not read`],
    };
  return { ...parseJson(body.toString('utf8')), files: [] };
}

async function parseForm(body: Buffer, contentType: string): Promise<ParsedBody> {
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  // Advised against on servers, for the memory it takes; here the sender is a test and a request is capped at 25 MiB.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await response.formData();
  const files: UploadedFile[] = [];
  const problems: string[] = [];
  let json: unknown;
  for (const [name, value] of form) {
    const index = FILE_FIELD.exec(name)?.[1];
    if (typeof value === 'string') {
      if (name !== 'payload_json') {
        problems.push(`the form has a text field "${name}"`);
        continue;
      }
      const parsed = parseJson(value);
      json = parsed.json;
      problems.push(...parsed.problems);
    } else if (index === undefined) problems.push(`the form has a file field "${name}", not files[n]`);
    else {
      const bytes = new Uint8Array(await value.arrayBuffer());
      files.push({ index, name: value.name, bytes });
    }
  }
  return { json, files, problems };
}

function parseJson(text: string): { json: unknown; problems: string[] } {
  try {
    return { json: JSON.parse(text) as unknown, problems: [] };
  } catch {
    // A broken body is a finding of the judge, not a crash of the server.
    return { json: undefined, problems: ['the body is not JSON'] };
  }
}
