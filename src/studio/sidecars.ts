import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { DAY_MS, errorJson, type Clock, type Logger, type RenderJob } from '../core/index.ts';

/** Only the user who runs the bot reads what people asked for. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Beside each picture in `DATA_DIR/pictures`, by the same digest: how it came to be, for whoever looks through the folder later. */
export interface Sidecars {
  /** Writes those of a delivered job, in the background: a picture is worth more than its note. */
  keep(job: RenderJob): void;
  remove(hashes: readonly string[]): Promise<void>;
  /** Lets go of what is older than the retention. */
  sweep(): Promise<void>;
  /** Resolves when everything is written. */
  settled(): Promise<void>;
}

export interface SidecarsOptions {
  dataDir: string;
  model: string;
  retentionDays: number;
  clock: Clock;
  logger: Logger;
}

export function createSidecars({ dataDir, model, retentionDays, clock, logger }: SidecarsOptions): Sidecars {
  const directory = path.join(dataDir, 'sidecars');
  const fileOf = (hash: string): string => path.join(directory, `${hash}.json`);
  let writing: Promise<void> = Promise.resolve();

  async function write(job: RenderJob): Promise<void> {
    await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
    for (const { hash, text } of notesOf(job, model)) {
      // In place as a whole: a crash leaves no half of it.
      await writeFile(`${fileOf(hash)}.new`, text, { mode: FILE_MODE });
      await rename(`${fileOf(hash)}.new`, fileOf(hash));
    }
  }

  return {
    keep(job) {
      writing = writing
        .then(() => write(job))
        .catch((error: unknown) => {
          // The picture itself is safe in the picture store, and shown.
          logger.warn({ jobId: job.id, error: errorJson(error) }, 'a sidecar could not be written');
        });
    },
    async remove(hashes) {
      await writing;
      for (const hash of hashes) await rm(fileOf(hash), { force: true });
    },
    async sweep() {
      await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
      const before = clock.now() - retentionDays * DAY_MS;
      for (const name of await readdir(directory)) {
        const file = path.join(directory, name);
        if ((await stat(file)).mtimeMs < before) await rm(file, { force: true });
      }
    },
    settled: () => writing,
  };
}

function notesOf(job: RenderJob, model: string): readonly { hash: string; text: string }[] {
  const { prompt, parameters, kind, parentJobId, sources } = job.request;
  return job.takes.flatMap((take) =>
    (take.pictures ?? []).map(({ hash, contentType, widthPx, heightPx }) => {
      const made = { model, kind, prompt, parameters: { ...parameters, seed: take.seed }, sources };
      const of = { jobId: job.id, parentJobId, rootJobId: job.rootJobId, requestId: take.requestId };
      const note = { hash, contentType, widthPx, heightPx, ...made, ...of, createdAt: job.createdAt };
      return { hash, text: `${JSON.stringify(note, null, 2)}\n` };
    }),
  );
}
