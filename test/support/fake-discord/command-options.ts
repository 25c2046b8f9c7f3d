import type {
  APIApplicationCommand,
  APIApplicationCommandInteractionDataOption,
  APIApplicationCommandOption,
} from 'discord-api-types/v10';
import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10';

import type { FileInput } from './media.ts';

/** What a person puts into one option: text, number, switch, file, or somebody or something with an id. */
export type OptionValue = string | number | boolean | FileInput | { readonly id: string };
export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

export interface BuiltOptions {
  readonly options: APIApplicationCommandInteractionDataOption[];
  readonly attachmentIds: string[];
}

/**
 * Turns values into the option tree of a payload, by the command's own registration, and refuses what Discord's client would
 * not let a person send: unknown options, missing required ones, values out of range.
 */
export async function buildOptions(
  command: APIApplicationCommand,
  subcommands: readonly string[],
  values: OptionValues,
  store: (file: FileInput) => Promise<string>,
  focused: string | null = null,
): Promise<BuiltOptions> {
  const attachmentIds: string[] = [];
  let definitions = command.options ?? [];
  const path: APIApplicationCommandOption[] = [];
  for (const name of subcommands) {
    const found = definitions.find((option) => option.name === name && isSubcommand(option));
    if (!found) throw new Error(`/${command.name} has no subcommand ${name}`);
    path.push(found);
    definitions = ('options' in found ? found.options : undefined) ?? [];
  }
  if (definitions.some(isSubcommand)) throw new Error(`/${command.name} wants a subcommand`);

  for (const name of Object.keys(values))
    if (!definitions.some((option) => option.name === name))
      throw new Error(`/${command.name} has no option ${name}`);
  const leaves: unknown[] = [];
  for (const option of definitions) {
    const value = values[option.name];
    if (value === undefined) {
      if (option.required && focused === null)
        throw new Error(`/${command.name} wants the option ${option.name}`);
      continue;
    }
    const plain = await plainValue(value, store);
    if (isFile(value)) attachmentIds.push(String(plain));
    const { type, name } = option;
    if (focused === null) checkValue(command.name, option, plain);
    leaves.push({ name, type, value: plain, ...(name === focused ? { focused: true } : {}) });
  }
  const tree = path.reduceRight<unknown[]>((options, { name, type }) => [{ name, type, options }], leaves);
  return { options: tree as APIApplicationCommandInteractionDataOption[], attachmentIds };
}

function isFile(value: OptionValue): value is FileInput {
  return typeof value === 'object' && 'bytes' in value;
}

async function plainValue(
  value: OptionValue,
  store: (file: FileInput) => Promise<string>,
): Promise<string | number | boolean> {
  if (isFile(value)) return store(value);
  return typeof value === 'object' ? value.id : value;
}

function isSubcommand(option: APIApplicationCommandOption): boolean {
  return option.type === Type.Subcommand || option.type === Type.SubcommandGroup;
}

const WANTED_TYPE: Partial<Record<Type, string>> = {
  [Type.String]: 'string',
  [Type.Integer]: 'number',
  [Type.Number]: 'number',
  [Type.Boolean]: 'boolean',
};

function checkValue(command: string, option: APIApplicationCommandOption, value: unknown): void {
  const refuse = (why: string): never => {
    throw new Error(`/${command} ${option.name}: ${why}`);
  };
  const wanted = WANTED_TYPE[option.type];
  if (wanted !== undefined && typeof value !== wanted) refuse(`wants a ${wanted}`);
  const rules = option as {
    choices?: readonly { value: unknown }[];
    min_value?: number;
    max_value?: number;
    min_length?: number;
    max_length?: number;
  };
  if (rules.choices && rules.choices.length > 0 && !rules.choices.some((choice) => choice.value === value))
    refuse(`${String(value)} is not offered`);
  if (typeof value === 'number') {
    if (option.type === Type.Integer && !Number.isInteger(value)) refuse('wants a whole number');
    if (value < (rules.min_value ?? -Infinity) || value > (rules.max_value ?? Infinity))
      refuse(`${value} is out of range`);
  }
  if (typeof value === 'string' && option.type === Type.String) {
    if (value.length < (rules.min_length ?? 0) || value.length > (rules.max_length ?? 6000))
      refuse(`${value.length} characters are not allowed`);
  }
}
