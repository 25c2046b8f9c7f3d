import { open, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import { UserError, type OutputFormat } from '../../core/index.ts';

const FORMAT_OF_EXTENSION: Readonly<Record<string, OutputFormat>> = {
  '.jpg': 'jpg',
  '.jpeg': 'jpg',
  '.png': 'png',
};

/** The format that a file name asks for; null for none. @throws UserError for an ending that cannot be painted. */
export function formatOf(output: string | null): OutputFormat | null {
  if (output === null) return null;
  const extension = extname(output).toLowerCase();
  const format = FORMAT_OF_EXTENSION[extension];
  if (format !== undefined) return format;
  if (extension === '') return null;
  throw new UserError('bad_usage', `A picture can be saved as .jpg or .png, not as ${extension}.`);
}

/** @throws UserError when the folder of the output is not there: better before paying than after. */
export async function checkOutput(output: string | null): Promise<void> {
  if (output === null) return;
  const folder = dirname(output);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new UserError('bad_usage', `There is no folder ${folder} to put the picture in.`);
  if ((await stat(output).catch(() => null))?.isDirectory())
    throw new UserError('bad_usage', `${output} is a folder: name a file in it.`);
}

/** `fox.jpg` alone, or `fox-1.jpg`, `fox-2.jpg` … for several. */
export function outputPath(output: string, index: number, total: number): string {
  if (total === 1) return output;
  const extension = extname(output);
  return join(dirname(output), `${basename(output, extension)}-${index + 1}${extension}`);
}

/** Writes beside the target and renames, so that nobody ever opens half a picture. */
export async function savePicture(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
