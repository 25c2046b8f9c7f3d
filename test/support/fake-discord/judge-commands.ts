import { isRecord } from './components.ts';
import type { Finding } from './judge.ts';

/** Discord's reference, "Application Commands": how many of each type, and the characters of one command. */
const COMMANDS_OF_TYPE: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };
const COMMAND_CHARACTERS = 8000;
const CHAT_INPUT = 1;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

type Json = Readonly<Record<string, unknown>>;

/** The rules about commands that the specification does not write down. */
export function judgeCommands(commands: readonly Json[], inGuild: boolean): Finding[] {
  const findings: Finding[] = [];
  const refuse = (problem: string): number => findings.push({ severity: 'refused', problem });
  const seen = new Set<string>();
  for (const command of commands) {
    const type = typeOf(command);
    const name = String(command['name']);
    if (seen.has(`${type} ${name}`)) refuse(`${name}: registered twice`);
    seen.add(`${type} ${name}`);
    if (type === CHAT_INPUT) judgeChatInput(command, name, refuse);
    else if (command['description']) refuse(`${name}: only slash commands have a description`);
    if (inGuild && ('contexts' in command || 'integration_types' in command))
      findings.push({
        severity: 'ignored',
        problem: `${name}: contexts and integration_types are for global commands`,
      });
  }
  for (const [type, most] of Object.entries(COMMANDS_OF_TYPE)) {
    const count = commands.filter((command) => typeOf(command) === Number(type)).length;
    if (count > most) refuse(`${count} commands of type ${type}, ${most} allowed`);
  }
  return findings;
}

function typeOf(command: Json): number {
  return typeof command['type'] === 'number' ? command['type'] : CHAT_INPUT;
}

function judgeChatInput(command: Json, name: string, refuse: (problem: string) => unknown): void {
  if (!command['description']) refuse(`${name}: no description`);
  const length = longest(command);
  if (length > COMMAND_CHARACTERS) refuse(`${name}: ${length} characters, ${COMMAND_CHARACTERS} allowed`);
  for (const node of nodes(command)) {
    for (const spelling of spellings(node, 'name'))
      if (!NAME.test(spelling) || spelling !== spelling.toLowerCase())
        refuse(`${name}: the name "${spelling}" is not allowed`);
    const options = optionsOf(node);
    const names = options.map((option) => option['name']);
    if (new Set(names).size !== names.length) refuse(`${name}: two options of one name`);
    const firstOptional = options.findIndex((option) => option['required'] !== true);
    if (firstOptional >= 0 && options.slice(firstOptional).some((option) => option['required'] === true))
      refuse(`${name}: required options come first`);
  }
}

function* nodes(command: Json): Generator<Json> {
  yield command;
  for (const option of optionsOf(command)) yield* nodes(option);
}

function optionsOf(node: Json): Json[] {
  return Array.isArray(node['options']) ? node['options'].filter(isRecord) : [];
}

function spellings(node: Json, field: 'name' | 'description' | 'value'): string[] {
  const localised = node[`${field}_localizations`];
  const all = [node[field], ...(isRecord(localised) ? Object.values(localised) : [])];
  return all.filter((text): text is string => typeof text === 'string');
}

/** Name, description and values of the command, its options and choices, each in its longest language. */
function longest(node: Json): number {
  const own = (['name', 'description', 'value'] as const).reduce(
    (sum, field) => sum + Math.max(0, ...spellings(node, field).map((text) => text.length)),
    0,
  );
  const choices = Array.isArray(node['choices']) ? node['choices'].filter(isRecord) : [];
  return [...optionsOf(node), ...choices].reduce((sum, inner) => sum + longest(inner), own);
}
