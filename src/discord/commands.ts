import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  type APIApplicationCommandSubcommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';

import {
  ASPECT_RATIOS,
  MAX_COUNT,
  MAX_SOURCES,
  OUTPUT_FORMATS,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
} from '../core/index.ts';
import * as words from './command-words.ts';
import { localizations, type Described, type Said } from './command-words.ts';
import * as renders from './renders-command-words.ts';

/** What a person can type into one option (Discord's documentation). */
const MAX_TYPED_CHARS = 6000;

/** As payloads carry them, whatever language the person sees. */
export const COMMAND_NAMES = {
  imagine: words.IMAGINE.name.en,
  renders: renders.RENDERS.name.en,
  editImage: words.EDIT_IMAGE.en,
  useAsReference: words.USE_AS_REFERENCE.en,
} as const;

/**
 * All commands of the bot. They say where they are offered, and for whom they can be installed, only for the whole of Discord: one
 * server's own commands know neither.
 */
export function commandsFor(scope: 'global' | 'guild'): readonly RESTPostAPIApplicationCommandsJSONBody[] {
  const commands: readonly RESTPostAPIApplicationCommandsJSONBody[] = [
    { type: ApplicationCommandType.ChatInput, ...described(words.IMAGINE), options: imagineOptions() },
    { type: ApplicationCommandType.ChatInput, ...described(renders.RENDERS), options: rendersOptions() },
    { type: ApplicationCommandType.Message, ...named(words.EDIT_IMAGE) },
    { type: ApplicationCommandType.Message, ...named(words.USE_AS_REFERENCE) },
  ];
  return scope === 'global' ? commands.map((command) => ({ ...command, ...EVERYWHERE })) : commands;
}

const EVERYWHERE = {
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
};

/** Required options come first; the pictures come last, for they are many. */
function imagineOptions(): APIApplicationCommandBasicOption[] {
  return [
    {
      type: OptionType.String,
      ...described(words.PROMPT),
      required: true,
      max_length: MAX_TYPED_CHARS,
      autocomplete: true,
    },
    {
      type: OptionType.String,
      ...described(words.ASPECT_RATIO),
      choices: ASPECT_RATIOS.map((ratio) => ({ name: ratio, value: ratio })),
    },
    {
      type: OptionType.Integer,
      ...described(words.COUNT),
      choices: numbers(1, MAX_COUNT).map((count) => ({ name: String(count), value: count })),
    },
    { type: OptionType.Integer, ...described(words.SEED_OPTION), min_value: SEED.min, max_value: SEED.max },
    {
      type: OptionType.String,
      ...described(words.FORMAT),
      choices: OUTPUT_FORMATS.map((format) => ({ name: format, value: format })),
    },
    {
      type: OptionType.String,
      ...described(words.THINKING),
      choices: THINKING_LEVELS.map((level) => choice(words.THINKING_CHOICES[level], level)),
    },
    {
      type: OptionType.Integer,
      ...described(words.SAFETY),
      choices: numbers(SAFETY_TOLERANCE.min, SAFETY_TOLERANCE.max).map(safetyChoice),
    },
    {
      type: OptionType.String,
      ...described(words.VISIBILITY),
      choices: (['channel', 'requester'] as const).map((audience) =>
        choice(words.VISIBILITY_CHOICES[audience], audience),
      ),
    },
    { type: OptionType.Boolean, ...described(words.SPOILER) },
    ...numbers(1, MAX_SOURCES).map((n) => ({
      type: OptionType.Attachment as const,
      ...described(words.imageWords(n)),
    })),
  ];
}

function rendersOptions(): APIApplicationCommandSubcommandOption[] {
  const subcommand = (
    about: Described,
    options: APIApplicationCommandBasicOption[] = [],
  ): APIApplicationCommandSubcommandOption => ({
    type: OptionType.Subcommand,
    ...described(about),
    options,
  });
  return [
    subcommand(renders.RECENT),
    subcommand(renders.USAGE),
    subcommand(renders.SHOW, [
      { type: OptionType.String, ...described(renders.SHOW_RENDER), required: true, autocomplete: true },
    ]),
    subcommand(renders.FORGET),
  ];
}

function named(name: Said): { name: string; name_localizations: Record<string, string> } {
  return { name: name.en, name_localizations: localizations(name) };
}

function described({ name, about }: Described): ReturnType<typeof named> & {
  description: string;
  description_localizations: Record<string, string>;
} {
  return { ...named(name), description: about.en, description_localizations: localizations(about) };
}

function choice<T extends string | number>(name: Said, value: T): APIApplicationCommandOptionChoice<T> {
  return { name: name.en, name_localizations: localizations(name), value };
}

/** "1: strict" … "6: permissive"; those in between speak for themselves. */
function safetyChoice(value: number): APIApplicationCommandOptionChoice<number> {
  const { strict, permissive } = words.SAFETY_ENDS;
  const end = value === SAFETY_TOLERANCE.min ? strict : value === SAFETY_TOLERANCE.max ? permissive : null;
  if (end === null) return { name: String(value), value };
  const { name, name_localizations: others } = choice(end, value);
  const withNumber = (text: string): string => `${value}: ${text}`;
  return {
    name: withNumber(name),
    name_localizations: Object.fromEntries(
      Object.entries(others ?? {}).map(([language, text]) => [language, withNumber(text ?? '')]),
    ),
    value,
  };
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
