import { parseArgs } from 'node:util';

import { torture } from './run.ts';
import type { Verdict } from './verdict.ts';

const JOBS_FOR_SHARES = 300;

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
});
const kills = Number(values.kills);
if (!Number.isSafeInteger(kills) || kills < 1) {
  process.stderr.write('--kills takes a whole number from 1.\n');
  process.exit(2);
}
const verdict = await torture({
  kills,
  onKill: (kill) => {
    if (!values.json && kill % 10 === 0) process.stderr.write(`${kill} of ${kills} kills\n`);
  },
});
process.stdout.write(`${JSON.stringify(verdict)}\n`);
process.exit(isGood(verdict) ? 0 : 1);

/** Nothing lost or doubled, ever; and over many kills nearly everything delivered. Fewer jobs than that say little by their shares. */
function isGood({ accepted, delivered, unknown, lost, submittedTwice, deliveredTwice }: Verdict): boolean {
  if (lost + submittedTwice + deliveredTwice > 0) return false;
  return accepted < JOBS_FOR_SHARES || (delivered >= 0.9 * accepted && unknown <= 0.05 * accepted);
}
