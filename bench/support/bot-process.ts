import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { EmulatorProcess } from './emulator-process.ts';

export interface BotProcess {
  /** Ends it as an operator would. */
  stop(): Promise<void>;
}

/** So wide that nothing is held up by a limit, and each of them is still looked at. */
const WIDE_OPEN = {
  SEGMIND_API_KEY: 'SG_bench_key',
  SEGMIND_REQUESTS_PER_MINUTE: '100000',
  SEGMIND_MAX_IN_FLIGHT: '1000',
  LIMIT_ACTIVE_PER_USER: '1000',
  LIMIT_DAILY_PER_USER: '100000',
  BUDGET_DAILY_USD: '100000',
  HTTP_PORT: '0',
  STUDIO: 'false',
  LOG_LEVEL: 'warn',
} as const;

/** `npm start` as a process of its own, so that only the bot's work is on its core; everything that it talks to is elsewhere. */
export function startBotProcess(
  dataDir: string,
  emulator: Pick<EmulatorProcess, 'url' | 'uploadUrl'>,
  platform: Readonly<Record<string, string>>,
): BotProcess {
  const child = spawn(process.execPath, [path.resolve('bin/imagine-bot.js'), 'start'], {
    cwd: dataDir,
    env: {
      ...WIDE_OPEN,
      SEGMIND_BASE_URL: emulator.url,
      SEGMIND_UPLOAD_URL: emulator.uploadUrl,
      SEGMIND_OUTPUT_HOSTS: new URL(emulator.url).host,
      DATA_DIR: dataDir,
      ...platform,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
