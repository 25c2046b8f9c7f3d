import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface EmulatorProcess {
  url: string;
  uploadUrl: string;
  stop(): Promise<void>;
}

/** The emulator in a process of its own, so that its work does not count as ours. */
export async function startEmulatorProcess(): Promise<EmulatorProcess> {
  const child = fork(import.meta.filename, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [addresses] = (await once(child, 'message')) as [Omit<EmulatorProcess, 'stop'>];
  return {
    ...addresses,
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** More than any bench spends. */
const CREDITS_USD = 1_000_000;

if (process.argv[1] === import.meta.filename && process.send) {
  // Loaded here alone: its picture library would count as the memory of the process that is measured.
  const { startEmulator } = await import('../../src/emulator/index.ts');
  const emulator = await startEmulator({ creditsUsd: CREDITS_USD, randomSeed: 'bench' });
  process.once('disconnect', () => void emulator.close());
  process.send({ url: emulator.url, uploadUrl: emulator.uploadUrl });
}
