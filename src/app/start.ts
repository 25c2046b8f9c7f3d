import {
  ConfigError,
  SECOND_MS,
  StoreError,
  createLogger,
  hasEndedWithin,
  systemClock,
  type Logger,
} from '../core/index.ts';
import { loadConfig, type Config } from '../config.ts';
import { banner } from './banner.ts';
import { EXIT, type CommandIo } from './command-io.ts';
import { openApp, type App } from './open-app.ts';
import { platformsOf } from './platforms.ts';

/**
 * Supervisors kill after ten seconds (Docker's default). An idle bot ends at once. A busy one gives its calls 4 s to end
 * (`STOP_GRACE_MS`), each platform then takes at most 3.5 s for its last words and its connection, all of them at the same time, and
 * the rest is for the listener and the store.
 */
const STOP_WITHIN_MS = 9 * SECOND_MS;
/** For the way from here to the end of the process. */
const EXIT_MS = SECOND_MS / 2;

/**
 * `start`: runs every platform that is set up until SIGINT or SIGTERM, which ends it within nine seconds.
 *
 * @returns 0 after a stop; 2, with one line a problem, when the settings or the place it runs in cannot be used.
 */
export async function startCommand(_argv: readonly string[], io: CommandIo): Promise<number> {
  let app: App;
  let logger: Logger;
  try {
    const config = loadConfig(io.environment);
    const adapters = platformsOf(config);
    logger = loggerOf(config);
    app = await openApp({ config, clock: systemClock, logger, adapters, signal: io.signal });
    io.stdout(banner(config, app));
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) return EXIT.ok;
    // The border of the command line: what the operator can mend is told in words, anything else is a bug and is thrown on.
    const problems = problemsOf(error);
    if (!problems) throw error;
    for (const problem of problems) io.stderr(`${problem}\n`);
    return EXIT.badInput;
  }
  await untilAborted(io.signal);
  await stopInTime(app, logger);
  return EXIT.ok;
}

function loggerOf(config: Config): Logger {
  return createLogger({
    level: config.process.logLevel,
    logPrompts: config.process.logPrompts,
    secrets: config.secrets,
  });
}

function problemsOf(error: unknown): readonly string[] | null {
  if (error instanceof ConfigError) return error.problems;
  return error instanceof StoreError ? [error.message] : null;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Jobs are safe in their rows at every moment: what has not ended in time is ended by the process's own end. */
async function stopInTime(app: App, logger: Logger): Promise<void> {
  const isStopped = await hasEndedWithin(systemClock, STOP_WITHIN_MS - EXIT_MS, app.stop());
  if (!isStopped) logger.warn('the stop took too long; what is left goes on after the next start');
}
