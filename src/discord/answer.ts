import {
  DiscordAPIError,
  MessageFlags,
  RESTJSONErrorCodes as Code,
  type APIMessageTopLevelComponent,
  type MessageComponentInteraction,
  type ModalMessageModalSubmitInteraction,
} from 'discord.js';

import { errorJson, type Logger, type NoticeView } from '../core/index.ts';
import { noticeMessage } from './layout.ts';
import { isAnsweredByDiscord } from './rest-errors.ts';
import type { AnswerableInteraction, ShownAnswer } from './translate.ts';

/**
 * Answers with "is thinking…", in public or for the person alone; the first thing to do, within three seconds.
 *
 * @returns the message with which it was acknowledged; null when it is too late (Discord has given the interaction up): drop it.
 */
export async function deferAnswer(
  interaction: AnswerableInteraction,
  { ephemeral }: { ephemeral: boolean },
  logger: Logger,
): Promise<ShownAnswer | null> {
  const flags = ephemeral ? ({ flags: MessageFlags.Ephemeral } as const) : {};
  const outcome = await makeFirstAnswer(
    () => interaction.deferReply({ ...flags, withResponse: true }),
    logger,
  );
  if (outcome === 'too_late') return null;
  if (outcome === 'answered_before') return answeredBefore(interaction, { messageId: null, ephemeral });
  const { responseMessageId, responseMessageEphemeral } = outcome.answer.interaction;
  // A person without the right to use foreign apps in public is answered in private, whatever was asked for.
  const shown = { messageId: responseMessageId, ephemeral: responseMessageEphemeral ?? ephemeral };
  interaction.ephemeral = shown.ephemeral;
  return shown;
}

/** Acknowledges a click without a new message: what follows goes on with the message of the button. Null when it is too late. */
export async function deferUpdate(
  interaction: MessageComponentInteraction | ModalMessageModalSubmitInteraction,
  logger: Logger,
): Promise<ShownAnswer | null> {
  const { message } = interaction;
  const shown = { messageId: message.id, ephemeral: message.flags.has(MessageFlags.Ephemeral) };
  const outcome = await makeFirstAnswer(() => interaction.deferUpdate(), logger);
  if (outcome === 'too_late') return null;
  return outcome === 'answered_before' ? answeredBefore(interaction, shown) : shown;
}

/** What a line that breaks once needs; there is no time for more within three seconds. */
const MAX_TRIES = 2;

/**
 * Makes the first answer of any kind (a modal, choices). `answered_before`: an earlier try of the same call arrived after all, or the
 * interaction came twice; `too_late`: nobody waits for the answer any more.
 */
export async function makeFirstAnswer<T>(
  answer: () => Promise<T>,
  logger: Logger,
): Promise<{ answer: T } | 'answered_before' | 'too_late'> {
  for (let triesLeft = MAX_TRIES - 1; ; triesLeft -= 1) {
    try {
      return { answer: await answer() };
    } catch (error) {
      // Two refusals say how the interaction stands; neither is trouble.
      if (isRefusal(error, Code.UnknownInteraction)) {
        logger.info('An interaction was too old to be answered.');
        return 'too_late';
      }
      if (isRefusal(error, Code.InteractionHasAlreadyBeenAcknowledged)) return 'answered_before';
      // Whether it arrived is not known, and the next try will tell: Discord takes one first answer and refuses a second.
      if (isAnsweredByDiscord(error) || triesLeft === 0) throw error;
    }
  }
}

/** A message of components, for the person alone. */
export interface PrivateAnswer {
  components: readonly APIMessageTopLevelComponent[];
}

/**
 * Tells the person something, for their eyes only, in whatever state the interaction is. Call it instead of going on: a public "is
 * thinking…" is taken away. Never throws: who cannot be told any more is not told, and the log says so.
 */
export async function tell(
  interaction: AnswerableInteraction,
  what: string | NoticeView | PrivateAnswer,
  logger: Logger,
): Promise<void> {
  try {
    await answerPrivately(interaction, componentsOf(what));
  } catch (error) {
    // This is how errors are told, so nobody is left to tell this one to.
    logger.warn({ error: errorJson(error) }, 'A person could not be told.');
  }
}

/** As `tell`, but lets its caller know. @throws what discord.js throws. */
export async function answerPrivately(
  interaction: AnswerableInteraction,
  components: readonly APIMessageTopLevelComponent[],
): Promise<void> {
  const message = { components: [...components], allowedMentions: { parse: [] } };
  const flags = [MessageFlags.IsComponentsV2, MessageFlags.Ephemeral] as const;
  if (!interaction.deferred && !interaction.replied) {
    try {
      await interaction.reply({ ...message, flags });
      return;
    } catch (error) {
      // An answer that was made after all leaves the way of a follow-up.
      if (!isRefusal(error, Code.InteractionHasAlreadyBeenAcknowledged)) throw error;
      answeredBefore(interaction, { messageId: null, ephemeral: true });
    }
  }
  const isThinking = interaction.deferred && !interaction.replied;
  if (isThinking && interaction.ephemeral === true) {
    await interaction.editReply({ ...message, flags: MessageFlags.IsComponentsV2 });
    return;
  }
  // A follow-up would fill the public "is thinking…" and be public as well.
  if (isThinking && interaction.ephemeral === false) await interaction.deleteReply();
  await interaction.followUp({ ...message, flags });
}

function componentsOf(what: string | NoticeView | PrivateAnswer): readonly APIMessageTopLevelComponent[] {
  if (typeof what === 'string')
    return noticeMessage({ tone: 'info', text: what, actions: [] }).body.components;
  return 'components' in what ? what.components : noticeMessage(what).body.components;
}

/** From now on the answer is the message of a job: what is told later is told beside it. */
export function handOver(interaction: AnswerableInteraction): void {
  interaction.replied = true;
}

/** From now on the library lets us edit and follow up; and nothing takes away a message that another handler may have put to use. */
function answeredBefore(interaction: AnswerableInteraction, shown: ShownAnswer): ShownAnswer {
  interaction.deferred = true;
  interaction.replied = true;
  return shown;
}

function isRefusal(error: unknown, code: Code): boolean {
  return error instanceof DiscordAPIError && error.code === code;
}
