import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** Where blocks are shown; each place takes other ones (Slack's reference, "Blocks"). */
export type Surface = 'message' | 'modal' | 'home';

/** Collects what Slack would refuse, each with the pointer to it. */
export class Findings {
  readonly problems: string[] = [];

  add(problem: string, pointer: string): void {
    this.problems.push(`${problem} [json-pointer:${pointer}]`);
  }

  /** A text of at most `most` characters; `least` 1 unless said otherwise. */
  length(value: unknown, most: number, pointer: string, least = 1): void {
    if (typeof value !== 'string') {
      this.add('must be a string', pointer);
      return;
    }
    if (value.length > most) this.add(`must be less than ${most + 1} characters`, pointer);
    if (value.length < least) this.add(`must be more than ${least - 1} characters`, pointer);
  }

  optionalLength(value: unknown, most: number, pointer: string): void {
    if (value !== undefined) this.length(value, most, pointer);
  }

  count(value: unknown, most: number, pointer: string, least = 1): unknown[] {
    if (!Array.isArray(value)) {
      this.add('must be a list', pointer);
      return [];
    }
    if (value.length > most) this.add(`no more than ${most} items allowed`, pointer);
    if (value.length < least) this.add(`at least ${least} items needed`, pointer);
    return value;
  }

  /** Fields that a shape does not have; Slack refuses them as "invalid additional property". */
  only(value: Json, names: readonly string[], pointer: string): void {
    for (const name of Object.keys(value))
      if (!names.includes(name)) this.add(`invalid additional property: ${name}`, pointer);
  }
}

/** A text object. `kind` fixes which; both are fine where it is left out. */
export function checkText(
  found: Findings,
  value: unknown,
  most: number,
  pointer: string,
  kind?: 'plain_text' | 'mrkdwn',
): void {
  if (!isRecord(value)) {
    found.add('missing required field: text object', pointer);
    return;
  }
  const type = value['type'];
  if (kind === undefined ? type !== 'plain_text' && type !== 'mrkdwn' : type !== kind)
    found.add(`unsupported type of text: ${String(type)}`, `${pointer}/type`);
  found.length(value['text'], most, `${pointer}/text`);
  found.only(
    value,
    type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'],
    pointer,
  );
}

/** A confirmation dialog (Slack's reference, "Confirmation dialog object"). */
export function checkConfirm(found: Findings, value: unknown, pointer: string): void {
  if (value === undefined) return;
  if (!isRecord(value)) {
    found.add('must be an object', pointer);
    return;
  }
  checkText(found, value['title'], 100, `${pointer}/title`, 'plain_text');
  checkText(found, value['text'], 300, `${pointer}/text`);
  checkText(found, value['confirm'], 30, `${pointer}/confirm`, 'plain_text');
  checkText(found, value['deny'], 30, `${pointer}/deny`, 'plain_text');
}

export function checkOptions(found: Findings, value: unknown, most: number, pointer: string): void {
  const values = new Set<unknown>();
  found.count(value, most, pointer).forEach((option, at) => {
    const here = `${pointer}/${at}`;
    if (!isRecord(option)) {
      found.add('must be an object', here);
      return;
    }
    checkText(found, option['text'], 75, `${here}/text`);
    found.length(option['value'], 150, `${here}/value`);
    if (option['description'] !== undefined)
      checkText(found, option['description'], 75, `${here}/description`);
    if (values.has(option['value'])) found.add('values of options must be unique', here);
    values.add(option['value']);
  });
}
