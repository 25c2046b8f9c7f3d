import { parseArgs } from 'node:util';

import { torture } from './run.ts';

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
process.exit(verdict.lost + verdict.submittedTwice + verdict.deliveredTwice === 0 ? 0 : 1);
