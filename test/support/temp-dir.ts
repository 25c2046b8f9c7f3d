import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach } from 'vitest';

/** A directory of its own for each test of the suite around it, gone afterwards. Returns how to name a path in it. */
export function useTempDir(): (...parts: readonly string[]) => string {
  let directory: string | null = null;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'imagine-test-'));
  });
  afterEach(async () => {
    if (directory) await rm(directory, { recursive: true, force: true });
  });
  return (...parts) => {
    if (!directory) throw new Error('The directory exists within a test only.');
    return path.join(directory, ...parts);
  };
}
