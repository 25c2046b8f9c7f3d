import { EXIT, type CommandIo } from './app/command-io.ts';
import { imagineCommand } from './app/imagine/index.ts';
import { registerCommand } from './app/register.ts';
import { startCommand } from './app/start.ts';
import { readEnvironment } from './config.ts';
import { StopSignal } from './core/index.ts';
import { emulatorCommand } from './emulator/index.ts';

type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

interface CommandEntry {
  run: Command;
  about: string;
  /** Whether words may follow its name; what it does is all in the settings otherwise. */
  takesArguments: boolean;
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: { run: startCommand, about: 'run the bot', takesArguments: false },
  imagine: { run: imagineCommand, about: 'paint a picture from the command line', takesArguments: true },
  register: {
    run: registerCommand,
    about: "register the bot's commands with Discord",
    takesArguments: false,
  },
  emulator: { run: emulatorCommand, about: "run Segmind's emulator on this machine", takesArguments: true },
};

const HELP_WORDS: readonly string[] = ['help', '--help', '-h'];

/**
 * The command line: the first word names the command, the rest is its own.
 *
 * @returns the exit code; 2 when the words cannot be used.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [name = 'start', ...rest] = argv;
  if (HELP_WORDS.includes(name)) {
    process.stdout.write(usage());
    return EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`There is no command "${name}". There are:\n${usage()}`);
    return EXIT.badInput;
  }
  if (!command.takesArguments && rest[0] !== undefined) {
    if (HELP_WORDS.includes(rest[0])) {
      process.stdout.write(
        `${lineOf(name, command)}\nIt takes no arguments: .env.example lists its settings.\n`,
      );
      return EXIT.ok;
    }
    process.stderr.write(
      `${name} takes no arguments, and "${rest[0]}" was given: .env.example lists its settings.\n`,
    );
    return EXIT.badInput;
  }
  return command.run(rest, processIo());
}

function usage(): string {
  return Object.entries(COMMANDS)
    .map(([name, command]) => lineOf(name, command))
    .join('');
}

function lineOf(name: string, { about }: CommandEntry): string {
  return `  npm run ${name.padEnd(10)} ${about}\n`;
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
