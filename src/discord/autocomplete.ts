import type { ApplicationCommandOptionChoiceData, AutocompleteInteraction } from 'discord.js';

import {
  SECOND_MS,
  cleanPrompt,
  endsWithin,
  errorJson,
  excerpt,
  formatPrompt,
  hasStoredPictures,
  type RenderJob,
} from '../core/index.ts';
import { makeFirstAnswer } from './answer.ts';
import { COMMAND_NAMES } from './commands.ts';
import type { DiscordParts } from './parts.ts';
import { requesterOfInteraction } from './translate.ts';

/** Discord's documentation: 25 choices, names and values of up to 100 characters. */
const MAX_CHOICES = 25;
const MAX_CHOICE_CHARS = 100;

/** Of a person's latest requests these are looked through: the same prompt often comes again and again. */
const LOOKED_THROUGH = 100;

/** Half of the three seconds that Discord waits, so that the way back has the other half. */
const BUDGET_MS = 1.5 * SECOND_MS;

type Choice = ApplicationCommandOptionChoiceData<string>;

/**
 * Offers a person their own earlier prompts, and to `/renders show` their own requests. Without an answer of the store in time it offers
 * nothing: a list that is late helps nobody, and an error would only be noise while they type.
 */
export async function autocomplete(
  interaction: AutocompleteInteraction,
  { bot, clock, logger, signal }: DiscordParts,
): Promise<void> {
  const typed = interaction.options.getFocused();
  const listed = bot.list({ requester: requesterOfInteraction(interaction), limit: LOOKED_THROUGH });
  const tooLate = (): Error => new Error('Too late to offer anything.');
  const choices = await endsWithin(clock, BUDGET_MS, listed, tooLate, signal)
    .then((jobs) =>
      interaction.commandName === COMMAND_NAMES.imagine
        ? promptChoices(jobs, typed)
        : jobChoices(jobs, typed),
    )
    .catch((error: unknown) => {
      logger.warn({ error: errorJson(error) }, 'There was nothing to offer in time.');
      return [];
    });
  await makeFirstAnswer(() => interaction.respond(choices), logger);
}

/**
 * The prompts that hold what was typed, newest first, each once. One that is too long for a choice is left out: cut off, it would be
 * painted cut off.
 */
export function promptChoices(jobs: readonly RenderJob[], typed: string): readonly Choice[] {
  const prompts = jobs
    .map(({ request }) => request.prompt)
    .filter((prompt) => holds(prompt, typed))
    .map((prompt) => formatPrompt({ prompt, parameters: {}, count: null, audience: null }))
    .filter((prompt) => prompt.length <= MAX_CHOICE_CHARS);
  return [...new Set(prompts)]
    .slice(0, MAX_CHOICES)
    .map((prompt) => ({ name: oneLine(prompt), value: prompt }));
}

/** The requests with pictures whose prompt or id holds what was typed. */
export function jobChoices(jobs: readonly RenderJob[], typed: string): readonly Choice[] {
  return jobs
    .filter(hasStoredPictures)
    .filter(({ id, request }) => holds(request.prompt, typed) || holds(id, typed))
    .slice(0, MAX_CHOICES)
    .map(({ id, request }) => ({ name: excerpt(oneLine(request.prompt), MAX_CHOICE_CHARS), value: id }));
}

function holds(text: string, typed: string): boolean {
  return text.toLowerCase().includes(cleanPrompt(typed).toLowerCase());
}

function oneLine(text: string): string {
  return cleanPrompt(text).replace(/\s+/g, ' ');
}
