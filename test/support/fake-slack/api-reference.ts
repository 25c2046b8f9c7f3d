import { existsSync, readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** Beside the repository, where it is present. */
const FOLDER = new URL('../../../../shared/judges/slack-api-ref/methods/', import.meta.url);
/** The SDK adds it to every call of a listener's client. */
const TOLERATED = ['team_id'];
/** Written as JSON in a string, whatever they are for us. */
const JSON_STRINGS = ['blocks', 'attachments', 'metadata', 'unfurled_attachments'];

export interface ApiReference {
  /** What Slack's reference finds wrong with the arguments; a method that it does not know is not judged. */
  problems(method: string, args: Json, token: string | null, sentAs: 'form' | 'json'): string[];
  /** The scopes of which a bot needs one for the method, sorted; null for a method that it does not know. */
  botScopes(method: string): readonly string[] | null;
}

/** Slack's method reference as data (slack-ruby/slack-api-ref), or null where it is absent. */
export function loadReference(): ApiReference | null {
  if (!existsSync(FOLDER)) return null;
  // The data has keywords of its own ("desc", "subtype", "schema"), hence not strict. Forms hold nothing but strings.
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
  const known = new Map<string, { validate: ValidateFunction; json: boolean } | null>();
  const load = (method: string): { validate: ValidateFunction; json: boolean } | null => {
    const data = read(method);
    if (!isRecord(data?.['args'])) return null;
    const properties = isRecord(data['args']['properties']) ? data['args']['properties'] : {};
    const schema = {
      type: 'object',
      required: data['args']['required'] ?? [],
      properties: { ...properties, ...Object.fromEntries(TOLERATED.map((name) => [name, {}])) },
      additionalProperties: false,
    };
    return { validate: ajv.compile(schema), json: data['json_input_supported'] === true };
  };
  return {
    problems(method, args, token, sentAs) {
      if (!known.has(method)) known.set(method, load(method));
      const entry = known.get(method);
      if (!entry) return [];
      const copy = structuredClone(args);
      if (token !== null) copy['token'] = token;
      for (const name of JSON_STRINGS)
        if (copy[name] !== undefined && typeof copy[name] !== 'string')
          copy[name] = JSON.stringify(copy[name]);
      const form = sentAs === 'json' && !entry.json ? ['reads forms only, and got JSON'] : [];
      if (entry.validate(copy)) return form;
      const errors = entry.validate.errors ?? [];
      return [
        ...form,
        ...errors.map(({ instancePath, message, params }) => {
          const extra = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
          return `${instancePath || '(arguments)'} ${message ?? 'is wrong'}${extra}`;
        }),
      ];
    },
    botScopes(method) {
      const data = read(method);
      if (data === null) return null;
      const bot = isRecord(data['scope']) ? data['scope']['bot'] : undefined;
      return Array.isArray(bot) ? bot.map(String).sort() : [];
    },
  };
}

function read(method: string): Json | null {
  const file = new URL(`${method}.json`, FOLDER);
  if (!/^[\w.]+$/.test(method) || !existsSync(file)) return null;
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isRecord(data) ? data : null;
}
