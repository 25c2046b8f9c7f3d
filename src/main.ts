import { EXIT, type CommandIo } from './app/command-io.ts';
import { imagineCommand } from './app/imagine/index.ts';
import { registerCommand } from './app/register.ts';
import { startCommand } from './app/start.ts';
import { readEnvironment } from './config.ts';
import { StopSignal } from './core/index.ts';
import { emulatorCommand } from './emulator/index.ts';

type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

const COMMANDS: Readonly<Record<string, { run: Command; about: string }>> = {
  start: { run: startCommand, about: 'run the bot' },
  imagine: { run: imagineCommand, about: 'paint a picture from the command line' },
  register: { run: registerCommand, about: "register the bot's commands with Discord" },
  emulator: { run: emulatorCommand, about: "run Segmind's emulator on this machine" },
};

/**
 * The command line: the first word names the command, the rest is its own.
 *
 * @returns the exit code; 2 when the words cannot be used.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [name = 'start', ...rest] = argv;
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`There is no command "${name}". There are:\n${usage()}`);
    return EXIT.badInput;
  }
  return command.run(rest, processIo());
}

function usage(): string {
  return Object.entries(COMMANDS)
    .map(([name, { about }]) => `  npm run ${name.padEnd(10)} ${about}\n`)
    .join('');
}

function processIo(): CommandIo {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort(new StopSignal()));
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    environment: readEnvironment(),
    signal: stop.signal,
  };
}
