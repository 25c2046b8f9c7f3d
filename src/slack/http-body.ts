import { z } from 'zod';

/** The name and nothing after it: a charset is neither here nor there. */
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

const objectSchema = z.record(z.string(), z.unknown());

/**
 * What Slack sent, as Bolt wants it: an event as its JSON, a dialog or a click as the JSON in the form's `payload`, a command as the
 * form itself. Null for anything else.
 *
 * @param body whose signature was checked.
 */
export function readSlackBody(
  body: Uint8Array,
  contentType: string | undefined,
): Readonly<Record<string, unknown>> | null {
  const text = new TextDecoder().decode(body);
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  switch (type.trim()) {
    case JSON_TYPE:
      return parseObject(text);
    case FORM: {
      const form = new URLSearchParams(text);
      const payload = form.get('payload');
      return payload === null ? Object.fromEntries(form) : parseObject(payload);
    }
    default:
      return null;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON: the caller answers that it cannot be read.
    return null;
  }
}
