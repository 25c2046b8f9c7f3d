import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

const FILE_NAME = 'imagine-durations.json';
const memorySchema = z.record(z.string(), z.string());

export interface DurationsFile {
  memory: Readonly<Record<string, string>>;
  save(profile: string, memory: string): void;
}

/** The durations that the command line has learned, in a file of its own: the bot's database belongs to the bot. */
export function openDurationsFile(dataDir: string): DurationsFile {
  const path = join(dataDir, FILE_NAME);
  const memory = read(path);
  return {
    memory,
    save(profile, learned) {
      memory[profile] = learned;
      writeFileSync(`${path}.part`, JSON.stringify(memory));
      renameSync(`${path}.part`, path);
    },
  };
}

function read(path: string): Record<string, string> {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Missing or damaged: what was learned is a convenience, and is learned again.
    return {};
  }
}
