import {
  ConfigError,
  MINUTE_MS,
  SECOND_MS,
  errorJson,
  type Clock,
  type Logger,
  type NoteStore,
} from '../core/index.ts';
import { GATEWAY_WORDS } from './gateway-words.ts';
import type { GuardedRest } from './guarded-rest.ts';
import { leaveEarlierPlace, register } from './registration.ts';

export interface RegistrarOptions {
  rest: GuardedRest;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** Where to register the commands at once; null for all of Discord. */
  guildId: string | null;
  signal: AbortSignal;
}

/** Registers the commands once the bot is connected. */
export interface Registrar {
  /**
   * Tries once. What does not work then is tried again by itself, ever more rarely, until it does: without its commands the bot still
   * answers replies and delivers what it owes.
   *
   * @throws ConfigError for a token that is refused, for the start; what goes on by itself takes even that for something that may pass.
   */
  begin(): Promise<void>;
  /** Why there are no commands yet, for the operator; null where nothing is known to be wrong. */
  problem(): string | null;
}

const FIRST_PAUSE_MS = 2 * SECOND_MS;
/** So rarely that an operator who invites the bot late need not restart it, and Discord need not mind. */
const MAX_PAUSE_MS = 5 * MINUTE_MS;

export function createRegistrar(options: RegistrarOptions): Registrar {
  const { rest, notes, clock, logger, guildId, signal } = options;
  let problem: string | null = null;
  /** Null until the commands are registered, which is done once. */
  let applicationId: string | null = null;

  /** What stands in the way of what is left to do; null when all is done. @throws the signal's reason. */
  async function obstacle(): Promise<unknown> {
    try {
      applicationId ??= await registered();
    } catch (error) {
      // Commands of an earlier start go on working.
      signal.throwIfAborted();
      logger.error({ error: errorJson(error) }, 'The commands could not be registered.');
      problem = error instanceof ConfigError ? error.message : GATEWAY_WORDS.noCommands;
      return error;
    }
    try {
      await leaveEarlierPlace({ rest, notes, applicationId, guildId, signal });
      return null;
    } catch (error) {
      // They work where they are; that some show twice is for the log alone.
      signal.throwIfAborted();
      logger.error({ error: errorJson(error) }, 'The commands of an earlier place could not be taken away.');
      return error;
    }
  }

  async function registered(): Promise<string> {
    const { commands, application } = await register(rest, guildId, signal);
    problem = null;
    logger.info({ commands, guildId }, 'The commands are registered.');
    return application.id;
  }

  async function goOn(first: unknown): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let error = first; error !== null; error = await obstacle()) {
      if (isTokenRefused(error)) pauseMs = MAX_PAUSE_MS;
      await clock.sleep(pauseMs, signal);
      pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2);
    }
  }

  return {
    async begin() {
      const error = await obstacle();
      // It ends with the program; the log and the health tell how it stands.
      goOn(error).catch(() => undefined);
      if (isTokenRefused(error)) throw error;
    },
    problem: () => problem,
  };
}

function isTokenRefused(error: unknown): error is ConfigError {
  return error instanceof ConfigError && error.problems.includes(GATEWAY_WORDS.wrongToken);
}
