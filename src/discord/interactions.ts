import type { Interaction } from 'discord.js';

import {
  UserError,
  asBotError,
  errorJson,
  noticeFor,
  parseAction,
  type Action,
  type Logger,
  type NoticeView,
} from '../core/index.ts';
import { tell } from './answer.ts';
import { ANSWER_WORDS as WORDS } from './answer-words.ts';
import { autocomplete } from './autocomplete.ts';
import { handleButton } from './buttons.ts';
import { COMMAND_NAMES } from './commands.ts';
import { FORGET_BUTTON_ID, parseDialogId } from './dialog-ids.ts';
import { openEdit } from './edit-modal.ts';
import { submitModal } from './edit-submit.ts';
import { imagine } from './imagine-command.ts';
import type { DiscordParts } from './parts.ts';
import { forget, renders } from './renders-command.ts';
import { handleSelect } from './selects.ts';
import { addReferences } from './tray.ts';

/**
 * A session that is resumed replays what it missed, and sometimes more. Tokens die after a quarter of an hour; so many interactions
 * in that time are more than one shard gets.
 */
const REMEMBERED_INTERACTIONS = 5000;

/** The clicks that ask for one more picture. */
const VERBS_FOR_NEW: readonly Action['verb'][] = ['vary', 'retry', 'edit'];

/**
 * Takes every interaction to its handler. This is the border where errors of handlers end: the person is told, the log gets codes.
 * Never rejects.
 */
export function createInteractions(parts: DiscordParts): (interaction: Interaction) => Promise<void> {
  const seen = createMemory(REMEMBERED_INTERACTIONS);
  return async (interaction) => {
    if (!seen(interaction.id)) return;
    const logger = parts.logger.child({ interactionId: interaction.id });
    try {
      await route(interaction, { ...parts, logger });
    } catch (error) {
      logFailure(error, logger);
      // Choices have no place for words.
      if (!interaction.isAutocomplete())
        await tell(interaction, noticeOf(error, interaction, parts.signal), logger);
    }
  };
}

/** For one that comes while the program ends: nobody will answer it later. Choices have no place for words. Never rejects. */
export async function refuseWhileStopping(interaction: Interaction, logger: Logger): Promise<void> {
  if (!interaction.isAutocomplete()) await tell(interaction, WORDS.stopping, logger);
}

async function route(interaction: Interaction, parts: DiscordParts): Promise<void> {
  if (interaction.isAutocomplete()) return autocomplete(interaction, parts);
  if (interaction.isModalSubmit()) return submitModal(interaction, parts);
  if (interaction.isAnySelectMenu()) return handleSelect(interaction, parts);
  if (interaction.isButton())
    return interaction.customId === FORGET_BUTTON_ID
      ? forget(interaction, parts)
      : handleButton(interaction, parts);
  const { commandName } = interaction;
  if (interaction.isChatInputCommand()) {
    if (commandName === COMMAND_NAMES.imagine) return imagine(interaction, parts);
    if (commandName === COMMAND_NAMES.renders) return renders(interaction, parts);
  }
  if (interaction.isMessageContextMenuCommand()) {
    if (commandName === COMMAND_NAMES.editImage) return openEdit(interaction, parts);
    if (commandName === COMMAND_NAMES.useAsReference) return addReferences(interaction, parts);
  }
  throw new UserError('bad_usage', WORDS.unknownCommand);
}

/** What a person did wrong is no trouble of the operator's. */
function logFailure(error: unknown, logger: Logger): void {
  const json = errorJson(error);
  if (error instanceof UserError) logger.info({ error: json }, 'An interaction was refused.');
  else logger.error({ error: json }, 'An interaction failed.');
}

function noticeOf(error: unknown, interaction: Interaction, stopping: AbortSignal): NoticeView {
  const isStopping = stopping.aborted && error === stopping.reason;
  if (isStopping) return { tone: 'problem', text: WORDS.stopping, actions: [] };
  return noticeFor(asBotError(error), { asksForPicture: asksForPicture(interaction) });
}

/** Whether it is about a picture that is not painted yet; what the others are about may be paid. */
function asksForPicture(interaction: Interaction): boolean {
  if (interaction.isChatInputCommand()) return interaction.commandName === COMMAND_NAMES.imagine;
  if (!interaction.isButton()) return !interaction.isAnySelectMenu();
  const action = parseAction(interaction.customId);
  return action
    ? VERBS_FOR_NEW.includes(action.verb)
    : parseDialogId(interaction.customId)?.dialog === 'edit';
}

/** Says for each id whether it is new. Forgets the oldest. */
function createMemory(most: number): (id: string) => boolean {
  const ids = new Set<string>();
  return (id) => {
    if (ids.has(id)) return false;
    ids.add(id);
    if (ids.size > most) {
      const [oldest] = ids;
      if (oldest !== undefined) ids.delete(oldest);
    }
    return true;
  };
}
