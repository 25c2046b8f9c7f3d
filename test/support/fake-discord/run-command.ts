import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';

import { registeredCommand } from './client-rules.ts';
import { buildOptions } from './command-options.ts';
import type { OptionValues } from './command-options.ts';
import type { FakeInteraction } from './interaction.ts';
import { dispatchInteraction, resolvedAttachments } from './interaction-payload.ts';
import type { ActionContext } from './interaction-payload.ts';
import type { FileInput } from './media.ts';
import type { ChannelRecord, UserRecord } from './state.ts';

export interface Actor {
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
  readonly userInstallOnly: boolean;
}

/** A slash command, or with `focused` a keystroke in one of its options. */
export async function runCommand(
  context: ActionContext,
  actor: Actor,
  typed: { name: string; values: OptionValues; focused: string | null },
): Promise<FakeInteraction> {
  const { values, focused } = typed;
  const [name = '', ...subcommands] = typed.name.split(' ');
  const command = registeredCommand(context, name, ApplicationCommandType.ChatInput, actor.channel);
  const store = (file: FileInput): Promise<string> => uploadFile(context, file);
  const { options, attachmentIds } = await buildOptions(command, subcommands, values, store, focused);
  const resolved = resolvedAttachments(context, attachmentIds);
  return dispatchInteraction(context, {
    ...actor,
    type:
      focused === null ? InteractionType.ApplicationCommand : InteractionType.ApplicationCommandAutocomplete,
    data: {
      id: command.id,
      name,
      type: command.type,
      options,
      ...(command.guild_id ? { guild_id: command.guild_id } : {}),
      ...(resolved.attachments ? { resolved } : {}),
    },
  });
}

/** A file that comes with a command or a modal: Discord keeps it only for a while. */
export async function uploadFile({ media, world }: ActionContext, file: FileInput): Promise<string> {
  return (await media.store(file, { folder: world.applicationId, ephemeral: true })).id;
}
