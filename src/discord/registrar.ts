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
   * @throws ConfigError for a token that is refused.
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

  /** Whether there is nothing left to do. @throws ConfigError for a token that is refused; the signal's reason. */
  async function isDone(): Promise<boolean> {
    let isRegistered = false;
    try {
      const { commands, application } = await register(rest, guildId, signal);
      isRegistered = true;
      problem = null;
      logger.info({ commands, guildId }, 'The commands are registered.');
      await leaveEarlierPlace({ rest, notes, applicationId: application.id, guildId, signal });
      return true;
    } catch (error) {
      // Commands of an earlier start go on working, so only a token that is refused ends this one.
      signal.throwIfAborted();
      logger.error({ error: errorJson(error) }, 'The commands could not be registered.');
      if (!isRegistered) problem = error instanceof ConfigError ? error.message : GATEWAY_WORDS.noCommands;
      if (error instanceof ConfigError && error.problems.includes(GATEWAY_WORDS.wrongToken)) throw error;
      return false;
    }
  }

  async function goOn(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
      await clock.sleep(pauseMs, signal);
      if (await isDone()) return;
    }
  }

  return {
    async begin() {
      if (await isDone()) return;
      // It ends with the program, or with a token that is refused, of which the log and the health have told.
      goOn().catch(() => undefined);
    },
    problem: () => problem,
  };
}
