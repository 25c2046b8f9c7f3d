import {
  ComponentType,
  MessageFlags,
  type AnySelectMenuInteraction,
  type BaseInteraction,
  type ButtonInteraction,
  type GuildTextBasedChannel,
} from 'discord.js';

import {
  MINUTE_MS,
  UserError,
  refusal,
  postStoredOnce,
  type MessageRef,
  type RenderJob,
} from '../core/index.ts';
import { answerPrivately, deferUpdate, tell } from './answer.ts';
import { dialogCard, messageLink } from './dialog-card.ts';
import { encodeShareId } from './dialog-ids.ts';
import { DIALOG_WORDS as WORDS } from './dialog-words.ts';
import { placeOf } from './handle.ts';
import { DEFAULT_MAX_FILE_BYTES } from './limits.ts';
import type { DiscordParts } from './parts.ts';
import { TARGET_TYPES, refusalByAge, refusalToShare, targetChannel } from './share-target.ts';
import { conversationOfChannel } from './translate.ts';

const SHARE_NOTES = 'discord-share';

/** One picture comes to one channel once in this time: a second click, or a second dialog, was no second wish. */
const SHARED_ONCE_MS = 10 * MINUTE_MS;

/** Asks where a public picture is to be posted. @throws UserError when this is no place to share from. */
export async function openPicker(interaction: ButtonInteraction, job: RenderJob): Promise<void> {
  refuseUnlessPublic(interaction, job);
  const menu = {
    type: ComponentType.ChannelSelect as const,
    custom_id: encodeShareId(job.id),
    placeholder: WORDS.chooseChannel,
    channel_types: [...TARGET_TYPES],
  };
  await answerPrivately(interaction, dialogCard([WORDS.shareTo], [[menu]]).components);
}

/**
 * Posts a public picture in the chosen channel, with a link back: where both the sharer and the bot may post pictures.
 *
 * @throws UserError with the words for the person, who may then choose again; PlatformError.
 */
export async function shareTo(
  interaction: AnySelectMenuInteraction,
  jobId: string,
  parts: DiscordParts,
): Promise<void> {
  const { bot, clock, logger, notes } = parts;
  const [channelId] = interaction.values;
  if (!interaction.isChannelSelectMenu() || channelId === undefined) throw refusal('unknown_action');
  if ((await deferUpdate(interaction, logger)) === null) return;
  const job = await bot.job(jobId);
  if (!job) throw refusal('unknown_action');
  refuseUnlessPublic(interaction, job);
  const channel = await targetChannel(interaction.client, channelId, interaction.guildId);
  const refused = (await refusalToShare(interaction, channel)) ?? (await refusalByAge(job, channel));
  if (refused) throw refused;
  const key = `${job.id} ${channel.id}`;
  const until = clock.now() + SHARED_ONCE_MS;
  if (!(await notes.setIfAbsent(SHARE_NOTES, key, interaction.user.id, until)))
    return tell(interaction, WORDS.sharedBefore, logger);
  let posted: MessageRef | null = null;
  try {
    posted = await post(interaction, job, channel, parts);
  } finally {
    // Where it may not stand, choosing the channel again is a new wish.
    if (posted === null) await notes.delete(SHARE_NOTES, key);
  }
  if (posted === null) return tell(interaction, WORDS.mayBeShared, logger);
  await interaction.editReply({
    ...dialogCard([`${WORDS.shared} ${messageLink(posted)}`]),
    flags: MessageFlags.IsComponentsV2,
    allowedMentions: { parse: [] },
  });
}

/** Null when nobody can tell whether it stands there. */
async function post(
  interaction: AnySelectMenuInteraction,
  job: RenderJob,
  channel: GuildTextBasedChannel,
  parts: DiscordParts,
): Promise<MessageRef | null> {
  const [original] = job.resultMessages;
  const target = {
    place: placeOf(conversationOfChannel(channel)),
    userId: interaction.user.id,
    maxFileBytes: interaction.attachmentSizeLimit || DEFAULT_MAX_FILE_BYTES,
    sourceUrl: original?.conversation.workspaceId ? messageLink(original) : null,
  };
  return postStoredOnce(job, parts, (pictures, view, signal) =>
    parts.presenter.share(target, job.id, view, pictures, signal),
  );
}

function refuseUnlessPublic(interaction: BaseInteraction, job: RenderJob): void {
  if (interaction.guildId === null) throw new UserError('not_allowed', WORDS.noOtherChannel);
  const { requester, audience } = job.request;
  const isHere = requester.platform === 'discord' && requester.workspaceId === interaction.guildId;
  if (!isHere || audience !== 'channel') throw refusal('unknown_action');
  if (job.state !== 'delivered') throw refusal('too_late');
  if (!interaction.inCachedGuild()) throw new UserError('not_allowed', WORDS.notJoined);
}
