import {
  ButtonStyle,
  ComponentType,
  type APIButtonComponent,
  type APIMessageTopLevelComponent,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
} from 'discord.js';

import {
  UserError,
  usageLines,
  usageText,
  hasStoredPictures,
  postStored,
  type RenderJob,
} from '../core/index.ts';
import { answerPrivately, deferAnswer, deferUpdate } from './answer.ts';
import { ANSWER_WORDS as WORDS } from './answer-words.ts';
import { refusalToPost } from './before-money.ts';
import { isOwnJob } from './clicks.ts';
import { messageLink } from './dialog-card.ts';
import { FORGET_BUTTON_ID } from './dialog-ids.ts';
import { plainLine } from './escape.ts';
import { encodeHandle, handleOfReply } from './handle.ts';
import type { DiscordParts } from './parts.ts';
import * as names from './renders-command-words.ts';
import { conversationOfInteraction, replyOf, requesterOfInteraction, type ShownAnswer } from './translate.ts';
import { clearTray } from './tray.ts';

const RECENT_JOBS = 10;
/** Ten lines of these, with their links, stay below the 4000 characters of a message, even where each is escaped. */
const LISTED_HEADLINE_CHARS = 40;
const LISTED_PROMPT_CHARS = 80;
const USAGE_LINE_CHARS = 100;
const QUESTION_CHARS = 400;

/** `/renders …`: what a person has asked for. The answer is for them alone. @throws BotError for the person. */
export async function renders(interaction: ChatInputCommandInteraction, parts: DiscordParts): Promise<void> {
  const shown = await deferAnswer(interaction, { ephemeral: true }, parts.logger);
  if (shown === null) return;
  switch (interaction.options.getSubcommand()) {
    case names.RECENT.name.en:
      return answerPrivately(interaction, text(await recentLines(interaction, parts)));
    case names.USAGE.name.en:
      return answerPrivately(interaction, text(await usage(interaction, parts)));
    case names.SHOW.name.en:
      return show(interaction, shown, parts);
    case names.FORGET.name.en:
      return answerPrivately(
        interaction,
        text([plainLine(WORDS.forgetQuestion, QUESTION_CHARS)], FORGET_BUTTON),
      );
    default:
      throw new UserError('bad_usage', WORDS.unknownCommand);
  }
}

/** The click that makes sure. */
export async function forget(interaction: ButtonInteraction, parts: DiscordParts): Promise<void> {
  const shown = await deferUpdate(interaction, parts.logger);
  if (shown === null) return;
  const requester = requesterOfInteraction(interaction);
  const { forgottenJobs } = await parts.bot.forget(requester);
  await clearTray(parts, requester);
  const components = text([plainLine(WORDS.forgotten(forgottenJobs), QUESTION_CHARS)]);
  // In place of the question, so that its button is gone.
  await interaction.editReply({ components: [...components], allowedMentions: { parse: [] } });
}

async function recentLines(
  interaction: ChatInputCommandInteraction,
  { bot }: DiscordParts,
): Promise<readonly string[]> {
  const jobs = await bot.list({ requester: requesterOfInteraction(interaction), limit: RECENT_JOBS });
  if (jobs.length === 0) return [plainLine(WORDS.noRenders, QUESTION_CHARS)];
  return jobs.map((job) => {
    const { headline, prompt } = bot.view(job);
    return [
      `**${plainLine(headline, LISTED_HEADLINE_CHARS)}**`,
      plainLine(prompt, LISTED_PROMPT_CHARS),
      linkTo(job) ?? `\`${job.id}\``,
    ].join(' · ');
  });
}

/** To the message with the pictures; null where there is none that a link could lead to. */
function linkTo({ request, statusMessage, resultMessages }: RenderJob): string | null {
  const message = resultMessages[0] ?? statusMessage;
  // A private answer is shown to its owner for a while, and no link leads there.
  if (message === null || request.audience === 'requester') return null;
  return messageLink(message);
}

async function usage(
  interaction: ChatInputCommandInteraction,
  { bot }: DiscordParts,
): Promise<readonly string[]> {
  const place = conversationOfInteraction(interaction);
  const counted = await bot.usage(requesterOfInteraction(interaction), place);
  return usageLines(counted, WORDS.thisChannels).map((line) => plainLine(usageText(line), USAGE_LINE_CHARS));
}

async function show(
  interaction: ChatInputCommandInteraction,
  shown: ShownAnswer,
  parts: DiscordParts,
): Promise<void> {
  const { presenter, signal } = parts;
  const refused = refusalToPost(interaction, 'requester');
  if (refused) throw refused;
  const job = await ownJob(interaction, parts);
  const handle = handleOfReply(replyOf(interaction, shown), conversationOfInteraction(interaction));
  await postStored(job, parts, (pictures, view) =>
    presenter.showAgain(encodeHandle(handle), view, pictures, signal),
  );
}

/** @throws UserError for anything but a request of this person that has pictures. */
async function ownJob(interaction: ChatInputCommandInteraction, { bot }: DiscordParts): Promise<RenderJob> {
  const wanted = interaction.options.getString(names.SHOW_RENDER.name.en, true).trim().toUpperCase();
  const job = await bot.job(wanted);
  if (job && hasStoredPictures(job) && isOwnJob(interaction, job)) return job;
  throw new UserError('unknown_action', WORDS.unknownRender);
}

const FORGET_BUTTON: APIButtonComponent = {
  type: ComponentType.Button,
  style: ButtonStyle.Danger,
  label: WORDS.forget,
  custom_id: FORGET_BUTTON_ID,
};

function text(lines: readonly string[], button?: APIButtonComponent): readonly APIMessageTopLevelComponent[] {
  return [
    {
      type: ComponentType.Container,
      components: [
        { type: ComponentType.TextDisplay, content: lines.join('\n') },
        ...(button ? [{ type: ComponentType.ActionRow as const, components: [button] }] : []),
      ],
    },
  ];
}
