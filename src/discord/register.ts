import { Routes, type REST } from 'discord.js';

import { commandsFor } from './commands.ts';
import { platformErrorOf } from './rest-errors.ts';

export interface RegisterOptions {
  rest: Pick<REST, 'put'>;
  applicationId: string;
  /** One server, where the commands appear at once; null for all of Discord. */
  guildId: string | null;
  signal: AbortSignal;
}

/**
 * Registers the commands, in one call that takes away what is not among them.
 *
 * @returns how many there are. @throws PlatformError; the signal's reason.
 */
export async function registerCommands(options: RegisterOptions): Promise<number> {
  const commands = commandsFor(options.guildId === null ? 'global' : 'guild');
  await overwrite(options, commands);
  return commands.length;
}

/** Takes all commands away there. @throws PlatformError; the signal's reason. */
export function clearCommands(options: RegisterOptions): Promise<void> {
  return overwrite(options, []);
}

async function overwrite(
  { rest, applicationId, guildId, signal }: RegisterOptions,
  body: ReturnType<typeof commandsFor>,
): Promise<void> {
  const route =
    guildId === null
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  signal.throwIfAborted();
  try {
    await rest.put(route, { body, signal });
  } catch (error) {
    // The library's own errors end here: they may hold addresses and know no advice.
    signal.throwIfAborted();
    throw platformErrorOf(error, 'edit');
  }
}
