import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { isFinalJob, silentLogger, systemClock } from '../../src/core/index.ts';
import { openStore } from '../../src/store/index.ts';

export interface Verdict {
  accepted: number;
  delivered: number;
  /** With a reason other than an unknown submit. */
  failed: number;
  /** `submit_outcome_unknown`: told to the person, never repeated. */
  unknown: number;
  /** Accepted and neither delivered nor failed with a reason. */
  lost: number;
  submittedTwice: number;
  deliveredTwice: number;
  kills: number;
}

export interface Evidence {
  databaseUrl: string;
  dataDir: string;
  /** Job ids that the bot said it had accepted. */
  acceptedIds: ReadonlySet<string>;
  /** The emulator's ledger, a submit a line. */
  submitLedger: string;
  /** The chat's ledger, a delivery a line. */
  chatLedger: string;
  kills: number;
}

/** Reads the three witnesses (the rows, what was paid, what was posted) and counts what must not be. */
export async function judge(evidence: Evidence): Promise<Verdict> {
  const { databaseUrl, dataDir } = evidence;
  const stores = await openStore({
    databaseUrl,
    dataDir,
    encryptionKey: null,
    clock: systemClock,
    logger: silentLogger,
    readOnly: true,
  });
  const verdict: Verdict = {
    accepted: 0,
    delivered: 0,
    failed: 0,
    unknown: 0,
    lost: 0,
    submittedTwice: repeats(linesOf(evidence.submitLedger).map(takeOf)),
    deliveredTwice: repeats(linesOf(evidence.chatLedger).map(keyOf)),
    kills: evidence.kills,
  };
  const posted = new Set(linesOf(evidence.chatLedger).map(keyOf));
  const missing = new Set(evidence.acceptedIds);
  let beforeJobId: string | undefined;
  for (;;) {
    const page = await stores.jobs.list({
      limit: 100,
      ...(beforeJobId === undefined ? {} : { beforeJobId }),
    });
    for (const job of page) {
      missing.delete(job.id);
      verdict.accepted += 1;
      const code = job.failure?.code ?? job.takes[0]?.failure?.code ?? null;
      if (job.state === 'delivered' && posted.has(job.id)) verdict.delivered += 1;
      else if (job.state === 'failed' && code === 'submit_outcome_unknown') verdict.unknown += 1;
      else if (job.state === 'failed' && code !== null) verdict.failed += 1;
      else if (!isFinalJob(job) || job.state === 'delivered') verdict.lost += 1;
    }
    beforeJobId = page.at(-1)?.id;
    if (beforeJobId === undefined) break;
  }
  await stores.close();
  return { ...verdict, accepted: verdict.accepted + missing.size, lost: verdict.lost + missing.size };
}

const submitSchema = z.object({ prompt: z.string(), parameters: z.object({ seed: z.number() }) });
const postSchema = z.object({ deliveryKey: z.string() });

/** A take, as the service sees it: its job's prompt and its own seed. */
function takeOf(line: unknown): string {
  const { prompt, parameters } = submitSchema.parse(line);
  return `${prompt} ${parameters.seed}`;
}

function keyOf(line: unknown): string {
  return postSchema.parse(line).deliveryKey;
}

function linesOf(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** How many of the names stand there more than once. */
function repeats(names: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1).length;
}
