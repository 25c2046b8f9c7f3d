import type { CommandIo } from '../../src/app/command-io.ts';
import { imagineCommand } from '../../src/app/imagine/index.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandLine {
  emulator: Emulator;
  /** Runs `imagine` with these words; `signal` is Ctrl-C. */
  run(argv: readonly string[], signal?: AbortSignal, onStderr?: (text: string) => void): Promise<Run>;
  close(): Promise<void>;
}

/** How much faster than the service the emulator is in tests. */
const SPEED = 60;

/** The command as the shell runs it, but for the streams, over a real emulator. */
export async function openCommandLine(dataDir: string): Promise<CommandLine> {
  const emulator = await startEmulator({ speed: SPEED });
  const environment = {
    SEGMIND_API_KEY: 'SG_key_of_a_test',
    SEGMIND_BASE_URL: emulator.url,
    SEGMIND_UPLOAD_URL: emulator.uploadUrl,
    SEGMIND_OUTPUT_HOSTS: emulator.outputHost,
    SEGMIND_REQUESTS_PER_MINUTE: '6000',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  };
  return {
    emulator,
    async run(argv, signal = new AbortController().signal, onStderr) {
      let stdout = '';
      let stderr = '';
      const io: CommandIo = {
        stdout: (text) => void (stdout += text),
        stderr: (text) => {
          stderr += text;
          onStderr?.(text);
        },
        isTerminal: false,
        environment,
        signal,
      };
      const code = await imagineCommand(argv, io);
      return { code, stdout, stderr };
    },
    close: () => emulator.close(),
  };
}
