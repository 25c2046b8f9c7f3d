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
  const { rest, applicationId, guildId, signal } = options;
  const body = commandsFor(guildId === null ? 'global' : 'guild');
  const route =
    guildId === null
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  signal.throwIfAborted();
  try {
    await rest.put(route, { body, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw platformErrorOf(error, 'edit');
  }
  return body.length;
}
