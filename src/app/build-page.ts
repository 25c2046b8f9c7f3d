import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type * as Vite from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = path.join(ROOT, 'src/studio/page');
/** Beside the other caches of tools: never committed, and gone with the packages that it was made from. */
const BUNDLE = path.join(ROOT, 'node_modules/.cache/imagine-bot/studio');

/**
 * Bundles the studio's page, unless what was bundled before is newer than every source of it.
 *
 * @returns the directory with `index.html` in it; null where there is neither a bundle nor vite to make one.
 */
export async function buildPage(): Promise<string | null> {
  const builtAt = await changedAt(path.join(BUNDLE, 'index.html'));
  if (builtAt !== null && builtAt >= (await newestSource())) return BUNDLE;
  const vite = await importVite();
  if (!vite) return builtAt === null ? null : BUNDLE;
  await vite.build({
    configFile: false,
    root: SOURCES,
    logLevel: 'silent',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: BUNDLE,
      emptyOutDir: true,
      reportCompressedSize: false,
      // The page's policy lets nothing run or be drawn from inside the page: everything stays a file.
      assetsInlineLimit: 0,
      modulePreload: false,
    },
  });
  return BUNDLE;
}

/** Null where only what runs was installed: vite is a tool of those who build. */
async function importVite(): Promise<Pick<typeof Vite, 'build'> | null> {
  try {
    return await import('vite');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

async function newestSource(): Promise<number> {
  const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(
    files.map(({ parentPath, name }) => changedAt(path.join(parentPath, name))),
  );
  return Math.max(...times.map((time) => time ?? 0));
}

/** Null for a file that is not there. */
async function changedAt(file: string): Promise<number | null> {
  const facts = await stat(file).catch(() => null); // Whatever keeps it from being read, it is built anew.
  return facts?.mtimeMs ?? null;
}
