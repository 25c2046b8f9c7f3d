import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { BenchRun } from './report.ts';

/** Files of this folder that are no bench. */
const NOT_A_BENCH: readonly string[] = ['main.ts', 'report.ts'];
const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !NOT_A_BENCH.includes(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

// Only `--json` is ours; whatever else is given belongs to the bench.
const { values, positionals, tokens } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  strict: false,
  allowPositionals: true,
  tokens: true,
});
const json = values.json === true;
const name = positionals[0];

if (name === undefined || !names.includes(name)) {
  const problem = name === undefined ? 'Name a bench' : `There is no bench called "${name}"`;
  process.stderr.write(`${problem}; there are: ${names.join(', ')}.\n`);
  process.exitCode = EXIT_BAD_USAGE;
} else {
  const nameAt = tokens.find((token) => token.kind === 'positional')?.index ?? 0;
  const args = process.argv.slice(2).filter((arg, index) => index !== nameAt && arg !== '--json');
  const { run } = (await import(`./${name}.ts`)) as { run: BenchRun };
  const report = await run({ json, args });
  process.stdout.write(`${[report.title, ...report.lines].join('\n')}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ bench: name, ...report.result })}\n`);
  for (const failure of report.failures ?? []) process.stderr.write(`${failure}\n`);
  if (report.failures?.length) process.exitCode = EXIT_FAILED;
}
