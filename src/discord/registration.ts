import {
  ConfigError,
  PlatformError,
  type Clock,
  type Logger,
  type NoteStore,
  type PlatformErrorCode,
} from '../core/index.ts';
import { readApplication, type Application } from './gateway-bot.ts';
import { GATEWAY_WORDS } from './gateway-words.ts';
import { createGuardedRest, type GuardedRest } from './guarded-rest.ts';
import { clearCommands, registerCommands } from './register.ts';
import { isTokenRefused } from './rest-errors.ts';

export interface Registered {
  application: Application;
  commands: number;
}

/**
 * Registers the commands: in the one server where they appear at once, else for all of Discord.
 *
 * @throws ConfigError in words for a token or a server that cannot be used; PlatformError when Discord cannot be reached.
 */
export async function register(
  rest: GuardedRest,
  guildId: string | null,
  signal: AbortSignal,
): Promise<Registered> {
  const application = await readApplication(rest, signal);
  try {
    const commands = await registerCommands({ rest, applicationId: application.id, guildId, signal });
    return { application, commands };
  } catch (error) {
    // Two refusals have a setting behind them, which an operator can mend.
    if (!(error instanceof PlatformError)) throw error;
    if (isTokenRefused(error)) throw new ConfigError([GATEWAY_WORDS.wrongToken], { cause: error });
    if (guildId !== null && error.reason === 'missing_permission')
      throw new ConfigError([GATEWAY_WORDS.guildUnknown], { cause: error });
    throw error;
  }
}

const PLACE_NOTES = 'discord-registration';
const EVERYWHERE = 'everywhere';
const LEFT: readonly PlatformErrorCode[] = ['missing_permission', 'gone'];

export interface EarlierPlaceOptions {
  rest: GuardedRest;
  notes: NoteStore;
  applicationId: string;
  /** Where they are registered now. */
  guildId: string | null;
  signal: AbortSignal;
}

/**
 * Takes the commands away from where an earlier start registered them: a server that was used for trying the bot out would show each
 * of them twice. @throws PlatformError; StoreError.
 */
export async function leaveEarlierPlace(options: EarlierPlaceOptions): Promise<void> {
  const { notes, applicationId, guildId, ...call } = options;
  const place = guildId ?? EVERYWHERE;
  const earlier = await notes.get(PLACE_NOTES, applicationId);
  if (earlier !== null && earlier !== place)
    await clearCommands({ ...call, applicationId, guildId: earlier === EVERYWHERE ? null : earlier }).catch(
      (error: unknown) => {
        // A server that the bot is not in any more has lost its commands with it.
        if (!(error instanceof PlatformError) || !LEFT.includes(error.reason)) throw error;
      },
    );
  if (earlier !== place) await notes.set(PLACE_NOTES, applicationId, place, null);
}

/** The same without a bot that runs. @throws as `register` */
export async function registerOnly(options: {
  settings: { token: string; apiUrl: string; guildId: string | null };
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): Promise<Registered> {
  const { settings, clock, logger, signal } = options;
  const rest = createGuardedRest({ ...settings, clock, logger });
  try {
    return await register(rest, settings.guildId, signal);
  } finally {
    rest.close();
  }
}
