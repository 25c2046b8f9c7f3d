import type { SessionWire } from '../../wire.ts';

export interface Completion {
  /** What is replaced: from here up to the caret. */
  from: number;
  options: readonly { insert: string; label: string; about: string }[];
}

type Known = Pick<SessionWire, 'commands' | 'flags'>;

/** A list that can be taken in at a glance; typing one more letter shortens it. */
const MAX_OPTIONS = 8;

/** What the word before the caret can become: a command at the start, a flag, or the value of one. Null when there is nothing. */
export function complete(text: string, caret: number, known: Known): Completion | null {
  const before = text.slice(0, caret);
  const command = /^\/(\S*)$/u.exec(before);
  if (command) return completeCommand(command[1] ?? '', known);
  if (!/^\/imagine\s/u.test(before)) return null;
  const flag = /\s--([\w-]*)$/u.exec(before);
  if (flag) return completeFlag(flag[1] ?? '', caret, known);
  const value = /\s--([\w-]+)\s+([\w:.-]*)$/u.exec(before);
  return value ? completeValue(value[1] ?? '', value[2] ?? '', caret, known) : null;
}

export function applyCompletion(
  text: string,
  caret: number,
  from: number,
  insert: string,
): { text: string; caret: number } {
  return { text: text.slice(0, from) + insert + text.slice(caret), caret: from + insert.length };
}

function completeCommand(typed: string, { commands }: Known): Completion | null {
  const fitting = commands.filter(({ name }) => name.startsWith(typed.toLowerCase()));
  return listOf(
    0,
    fitting.map(({ name, about }) => ({ insert: `/${name} `, label: `/${name}`, about })),
  );
}

function completeFlag(typed: string, caret: number, { flags }: Known): Completion | null {
  const fitting = flags.filter(({ name, aliases }) =>
    [name, ...aliases].some((word) => word.startsWith(typed.toLowerCase())),
  );
  const from = caret - typed.length - '--'.length;
  return listOf(
    from,
    fitting.map(({ name, about }) => ({ insert: `--${name} `, label: `--${name}`, about })),
  );
}

function completeValue(name: string, typed: string, caret: number, { flags }: Known): Completion | null {
  const flag = flags.find((one) => one.name === name || one.aliases.includes(name));
  const fitting = (flag?.values ?? []).filter((value) => value.startsWith(typed.toLowerCase()));
  return listOf(
    caret - typed.length,
    fitting.map((value) => ({ insert: `${value} `, label: value, about: '' })),
  );
}

function listOf(from: number, options: Completion['options']): Completion | null {
  return options.length === 0 ? null : { from, options: options.slice(0, MAX_OPTIONS) };
}
