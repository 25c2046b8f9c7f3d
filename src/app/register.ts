import { ConfigError, PlatformError, createLogger, systemClock } from '../core/index.ts';
import { loadConfig } from '../config.ts';
import { inviteUrl, registerOnly } from '../discord/index.ts';
import { EXIT, type CommandIo } from './command-io.ts';

/**
 * `register`: registers the commands with Discord, and nothing else. `start` does it too.
 *
 * @returns 0 when they are registered, 1 when Discord could not be reached, 2 with one line a problem for settings that cannot be used.
 */
export async function registerCommand(_argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const config = loadConfig(io.environment);
    const { discord, process } = config;
    if (discord === null)
      throw new ConfigError(['DISCORD_TOKEN is missing: it says whose commands these are.']);
    const logger = createLogger({ level: process.logLevel, secrets: config.secrets });
    const { application, commands } = await registerOnly({
      settings: discord,
      clock: systemClock,
      logger,
      signal: io.signal,
    });
    const where = discord.guildId === null ? 'everywhere' : `in the server ${discord.guildId}`;
    io.stdout(`Registered ${commands} commands of ${application.name} ${where}.\n`);
    io.stdout(`Invite it: ${inviteUrl(application.id)}\n`);
    return EXIT.ok;
  } catch (error) {
    // The border of the command line, as in `start`.
    if (io.signal.aborted) return EXIT.interrupted;
    if (error instanceof ConfigError) {
      for (const problem of error.problems) io.stderr(`${problem}\n`);
      return EXIT.badInput;
    }
    if (!(error instanceof PlatformError)) throw error;
    io.stderr(`${error.message} ${whatIsRegistered(error)}\n`);
    return EXIT.failed;
  }
}

/** An answer that was lost, or a gateway's, says nothing of what Discord has done; a refusal does. */
function whatIsRegistered({ reason }: PlatformError): string {
  return reason === 'outcome_unknown' || reason === 'unavailable'
    ? 'Whether the commands are registered is not known; try again, which does no harm.'
    : 'Nothing was registered; try again.';
}
