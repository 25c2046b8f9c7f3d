import { access, constants, mkdir, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ConfigError } from '../core/index.ts';
import { DATA_DIR_MODE } from '../store/index.ts';
import { systemCodeOf } from './system-code.ts';

/** Makes `DATA_DIR` where it is missing. @throws ConfigError in one sentence when nothing can be written there. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  const probe = join(dataDir, `.writable-${process.pid}`);
  try {
    await mkdir(dataDir, { recursive: true, mode: DATA_DIR_MODE });
    await access(dataDir, constants.W_OK);
    // Permission bits do not tell of a full or read-only disk; writing does.
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new ConfigError([dataDirProblem(systemCodeOf(error), dataDir)], { cause: error });
  }
}

/** Why nothing can be written there, by the system's code, and how to mend it. */
export function dataDirProblem(code: string, dataDir: string): string {
  const what = `DATA_DIR ${dataDir} cannot be written to`;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${what}: give the user who runs the bot the right to it, or name another folder.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${what}: the disk is full. Make room, or name a folder on another disk.`;
    case 'EROFS':
      return `${what}: its disk is read-only. Name a folder on another disk.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${what}: it, or a part of its path, is a file. Name another folder.`;
    default:
      return `${what}: the system says ${code}. Name another folder.`;
  }
}
