import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { isFinalJob, picturesOf, silentLogger, systemClock, type RenderJob } from '../../src/core/index.ts';
import { openStore } from '../../src/store/index.ts';

export interface Verdict {
  accepted: number;
  /** Jobs of which every picture was painted, and stands in the chat. */
  delivered: number;
  /** Jobs that failed, or of which a picture did, with a reason other than an unknown submit. */
  failed: number;
  /** Jobs with a `submit_outcome_unknown`, whether or not another picture of theirs came: told to the person, never repeated. */
  unknown: number;
  /** Accepted and none of these, or without a picture that was painted for it, or with another one's. */
  lost: number;
  /** Takes that were submitted more than once. */
  submittedTwice: number;
  /** Jobs of which a picture, or all of them, stands more than once. */
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
  const posts = readPosts(linesOf(evidence.chatLedger));
  const verdict: Verdict = {
    accepted: 0,
    delivered: 0,
    failed: 0,
    unknown: 0,
    lost: 0,
    submittedTwice: repeats(linesOf(evidence.submitLedger).map(takeOf)),
    deliveredTwice: [...posts.values()].filter(isTwice).length,
    kills: evidence.kills,
  };
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
      verdict[fateOf(job, posts.get(job.id) ?? [])] += 1;
    }
    beforeJobId = page.at(-1)?.id;
    if (beforeJobId === undefined) break;
  }
  await stores.close();
  return { ...verdict, accepted: verdict.accepted + missing.size, lost: verdict.lost + missing.size };
}

/** The hashes of the pictures in one post. */
export type Post = readonly string[];

/** How a job ended, by its row and by what was posted for it. */
export function fateOf(job: RenderJob, posts: readonly Post[]): 'delivered' | 'failed' | 'unknown' | 'lost' {
  const shown = new Set(posts.flat());
  const painted = new Set(picturesOf(job).map(({ hash }) => hash));
  const isWhole = shown.size === painted.size && [...painted].every((hash) => shown.has(hash));
  if (!isFinalJob(job) || !isWhole) return 'lost';
  const codes = [job, ...job.takes].flatMap(({ failure }) => failure?.code ?? []);
  if (codes.includes('submit_outcome_unknown')) return 'unknown';
  if (codes.length > 0) return 'failed';
  return job.state === 'delivered' && painted.size > 0 ? 'delivered' : 'lost';
}

/** Whether a picture of these posts of one job stands more than once. */
export function isTwice(posts: readonly Post[]): boolean {
  return posts.length > 1 || posts.some((post) => repeats(post) > 0);
}

const submitSchema = z.object({ prompt: z.string(), parameters: z.object({ seed: z.number() }) });
const postSchema = z.object({ deliveryKey: z.string(), pictures: z.array(z.string()) });

/** A take, as the service sees it: its job's prompt and its own seed. */
function takeOf(line: unknown): string {
  const { prompt, parameters } = submitSchema.parse(line);
  return `${prompt} ${parameters.seed}`;
}

/** The posts of each job; its delivery key is its id. */
function readPosts(lines: readonly unknown[]): ReadonlyMap<string, readonly Post[]> {
  const posts = new Map<string, Post[]>();
  for (const line of lines) {
    const { deliveryKey, pictures } = postSchema.parse(line);
    posts.set(deliveryKey, [...(posts.get(deliveryKey) ?? []), pictures]);
  }
  return posts;
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
