import type { APIAttachment, APIMessageInteractionMetadata } from 'discord-api-types/v10';
import { InteractionType } from 'discord-api-types/v10';

import { joinGuild } from './builders.ts';
import { FakeInteraction } from './interaction.ts';
import type { Interactions } from './interaction.ts';
import { attachmentObject, channelObject, contextOf, guildMember } from './objects.ts';
import { may, permissionBits, permissionsIn } from './permissions.ts';
import type { MessageView } from './render-message.ts';
import { renderMessage } from './render-message.ts';
import type { ChannelRecord, MessageRecord, UserRecord } from './state.ts';

export interface ActionContext extends MessageView {
  readonly interactions: Interactions;
  readonly attachmentSizeLimitBytes: () => number;
}

export interface DispatchInput {
  readonly type: InteractionType;
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
  readonly userInstallOnly: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly source?: MessageRecord | null;
  readonly targetMessageId?: string;
  /** The interaction whose answer was the modal. */
  readonly openedBy?: FakeInteraction;
}

/** Sends an interaction over the gateway, as Discord words it, and hands back what follows from it. */
export function dispatchInteraction(context: ActionContext, input: DispatchInput): FakeInteraction {
  const { world } = context;
  const { channel, user } = input;
  const guild = channel.guildId === null ? null : world.guild(channel.guildId);
  const userInstallOnly = input.userInstallOnly || (guild ? !guild.botJoined : !channel.botIsIn);
  const member = guild ? joinGuild(world, guild, user.id) : null;
  if (guild && !may(world, channel, user.id, 'ViewChannel'))
    throw new Error(`${user.api.username} cannot see that channel`);
  const appPermissions = appPermissionsIn(context, channel, user, userInstallOnly);
  const source = input.source ?? null;
  const interaction = new FakeInteraction(context, {
    type: input.type,
    user,
    channel,
    appPermissions,
    userInstallOnly,
    source,
  });
  const owners = {
    ...(userInstallOnly ? {} : { '0': guild?.id ?? '0' }),
    ...(userInstallOnly ? { '1': user.id } : {}),
  };
  interaction.metadata = metadataOf(interaction, owners, input);
  const permissions = permissionsIn(world, channel, user.id).toString();
  interaction.payload = {
    id: interaction.id,
    application_id: world.applicationId,
    type: input.type,
    token: interaction.token,
    version: 1,
    channel_id: channel.id,
    channel: { ...channelObject(world, channel), permissions },
    locale: user.locale,
    app_permissions: appPermissions.toString(),
    entitlements: [],
    authorizing_integration_owners: owners,
    context: contextOf(channel),
    attachment_size_limit: context.attachmentSizeLimitBytes(),
    data: input.data,
    ...(source ? { message: renderMessage(context, source, true) } : {}),
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: { ...guildMember(world, member), permissions },
        }
      : { user: user.api }),
  };
  context.interactions.set(interaction.token, interaction);
  const { payload } = interaction;
  world.emit({ name: 'INTERACTION_CREATE', guildId: channel.guildId, intent: 0, data: () => payload });
  return interaction;
}

/** Where the bot is not, an app may do what its user may, as far as everyone there may (Discord's reference). */
function appPermissionsIn(
  { world }: ActionContext,
  channel: ChannelRecord,
  user: UserRecord,
  userInstallOnly: boolean,
): bigint {
  if (userInstallOnly && channel.guildId !== null)
    return permissionsIn(world, channel, user.id) & ~permissionBits(['MentionEveryone']);
  return permissionsIn(world, channel, world.bot.id);
}

function metadataOf(
  interaction: FakeInteraction,
  owners: Readonly<Record<string, string>>,
  input: DispatchInput,
): APIMessageInteractionMetadata {
  const base = {
    id: interaction.id,
    type: input.type,
    user: input.user.api,
    authorizing_integration_owners: owners,
  };
  const extra =
    input.type === InteractionType.ModalSubmit
      ? { triggering_interaction_metadata: input.openedBy?.metadata }
      : input.type === InteractionType.MessageComponent
        ? { interacted_message_id: input.source?.id }
        : input.targetMessageId === undefined
          ? {}
          : { target_message_id: input.targetMessageId };
  return { ...base, ...extra } as APIMessageInteractionMetadata;
}

/** `resolved.attachments` for files that came with a command or modal. */
export function resolvedAttachments(
  { media }: ActionContext,
  ids: readonly string[],
): { attachments?: Record<string, APIAttachment> } {
  if (ids.length === 0) return {};
  const attachments: Record<string, APIAttachment> = {};
  for (const id of ids) {
    const file = media.file(id);
    if (file) attachments[id] = attachmentObject(media, file);
  }
  return { attachments };
}
