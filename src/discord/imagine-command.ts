import type { ChatInputCommandInteraction } from 'discord.js';
import { z } from 'zod';

import {
  ASPECT_RATIOS,
  MAX_SOURCES,
  OUTPUT_FORMATS,
  THINKING_LEVELS,
  formatPrompt,
  parsePrompt,
  type Audience,
  type RenderDraft,
  type RenderParameters,
} from '../core/index.ts';
import { deferAnswer, handOver } from './answer.ts';
import { refusalToPost, uncharged } from './before-money.ts';
import { isDirect, refuseUnlessAccepted } from './clicks.ts';
import * as words from './command-words.ts';
import type { DiscordParts } from './parts.ts';
import { takePictures } from './take-pictures.ts';
import { accessOfInteraction, originOf, replyOf, requesterOfInteraction } from './translate.ts';
import { readTray, tellWithTray, useUpTray } from './tray.ts';

/** What stood in the options. Discord's own client keeps to the choices; nothing makes others do so. */
const optionsSchema = z.object({
  prompt: z.string(),
  aspectRatio: z.enum(ASPECT_RATIOS).nullable(),
  seed: z.int().nullable(),
  outputFormat: z.enum(OUTPUT_FORMATS).nullable(),
  thinkingLevel: z.enum(THINKING_LEVELS).nullable(),
  safetyTolerance: z.int().nullable(),
  count: z.int().nullable(),
  audience: z.enum(['channel', 'requester']).nullable(),
  spoiler: z.boolean(),
});

/** A request as its person made it, options before typed flags. */
interface Asked {
  /** Without flags, to be read again without gaining any. */
  prompt: string;
  parameters: Partial<RenderParameters>;
  count: number;
  audience: Audience;
  spoiler: boolean;
}

/**
 * `/imagine`: acknowledges, takes the pictures at once (their links die), asks the core. The job's own message is the answer; only
 * what comes of nothing is told.
 *
 * @throws BotError for the person, once the command is acknowledged.
 */
export async function imagine(interaction: ChatInputCommandInteraction, parts: DiscordParts): Promise<void> {
  const asked = orError(() => readOptions(interaction));
  const ephemeral = asked instanceof Error || (asked.audience === 'requester' && !isDirect(interaction));
  const shown = await deferAnswer(interaction, { ephemeral }, parts.logger);
  if (shown === null) return;
  if (asked instanceof Error) throw asked;
  // Discord answers in private where the person may not use the bot in public.
  const audience = shown.ephemeral ? 'requester' : asked.audience;
  const refused = refusalToPost(interaction, audience);
  if (refused) throw uncharged(refused);
  const requester = requesterOfInteraction(interaction);
  const own = await takePictures(attachmentUrls(interaction), parts);
  const tray = await readTray(parts, requester);
  // `image1` is the first picture, as its prompt calls it.
  const sources = [...own, ...tray.map(({ source }) => source)];
  const draft: RenderDraft = {
    kind: sources.length > 0 ? 'edit' : 'generate',
    ...asked,
    audience,
    sources,
    parentJobId: null,
    requester,
    origin: originOf(interaction, 'command', replyOf(interaction, shown)),
  };
  const outcome = await parts.bot.accept(draft, accessOfInteraction(interaction));
  if (outcome.outcome === 'refused' && (await tellWithTray(interaction, outcome.error, tray, parts))) return;
  refuseUnlessAccepted(outcome);
  handOver(interaction);
  await useUpTray(tray, requester, parts);
}

/** @throws UserError for flags that cannot be read. */
function readOptions({ options }: ChatInputCommandInteraction): Asked {
  const { prompt, count, audience, spoiler, ...chosen } = optionsSchema.parse({
    prompt: options.getString(words.PROMPT.name.en, true),
    aspectRatio: options.getString(words.ASPECT_RATIO.name.en),
    seed: options.getInteger(words.SEED_OPTION.name.en),
    outputFormat: options.getString(words.FORMAT.name.en),
    thinkingLevel: options.getString(words.THINKING.name.en),
    safetyTolerance: options.getInteger(words.SAFETY.name.en),
    count: options.getInteger(words.COUNT.name.en),
    audience: options.getString(words.VISIBILITY.name.en),
    spoiler: options.getBoolean(words.SPOILER.name.en) ?? false,
  });
  const typed = parsePrompt(prompt);
  return {
    prompt: formatPrompt({ prompt: typed.prompt, parameters: {}, count: null, audience: null }),
    parameters: { ...typed.parameters, ...chosenOnly(chosen) },
    count: count ?? typed.count ?? 1,
    audience: audience ?? typed.audience ?? 'channel',
    spoiler,
  };
}

function chosenOnly(chosen: Readonly<Record<string, unknown>>): Partial<RenderParameters> {
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== null));
}

/** In the order of their numbers, gaps or not. */
function attachmentUrls({ options }: ChatInputCommandInteraction): readonly string[] {
  return Array.from({ length: MAX_SOURCES }, (_, index) =>
    options.getAttachment(words.imageWords(index + 1).name.en),
  ).flatMap((attachment) => attachment?.url ?? []);
}

/** What reading throws waits until the command is acknowledged. */
function orError<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    // Told after the acknowledgement, for which there are three seconds.
    if (error instanceof Error) return error;
    throw error;
  }
}
