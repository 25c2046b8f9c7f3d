import { describe, expect, it } from 'vitest';

import { codeOf, importsOf, sourceFiles, type SourceFile } from './source-files.ts';

const files = sourceFiles('src');

/** Which part of the house a path belongs to: `core`, `discord`, …, or the file's own name at the top. */
function partOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** What each part may import of the others; `core` means its index alone, for everyone but core itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['app', 'config.ts', 'settings.ts', 'core', 'emulator'],
  'config.ts': ['core', 'settings.ts', 'setting-values.ts'],
  'settings.ts': ['core', 'setting-values.ts'],
  'setting-values.ts': [],
  app: ['config.ts', 'settings.ts', 'core', 'store', 'discord', 'slack', 'studio', 'emulator'],
  core: [],
  store: ['core'],
  discord: ['core'],
  slack: ['core'],
  studio: ['core'],
  emulator: [],
};

/** Packages that only one part of the house may know. */
const HOMES: readonly { package: RegExp; home: RegExp }[] = [
  { package: /^(discord\.js|@discordjs\/.*|discord-api-types.*)$/, home: /^src\/discord\// },
  { package: /^@slack\//, home: /^src\/slack\// },
  { package: /^(kysely|better-sqlite3)$/, home: /^src\/store\// },
  { package: /^(preact|@preact\/.*|preact\/.*)$/, home: /^src\/studio\// },
  { package: /^fastify$|^@fastify\//, home: /^src\/(slack|studio|app|emulator)\// },
];

/** Globals that have one home each, with the reason why it is there. */
const GLOBALS: readonly { what: string; pattern: RegExp; home: RegExp }[] = [
  { what: 'process.env', pattern: /\bprocess\.env\b/, home: /^src\/config\.ts$/ },
  { what: 'console', pattern: /\bconsole\./, home: /^$/ },
  {
    what: 'Date.now',
    pattern: /\bDate\.now\b|\bnew Date\(\)/,
    home: /^src\/(core\/time|emulator\/clock)\.ts$|^src\/studio\/page\//,
  },
  {
    what: 'bare timers',
    pattern: /\b(setTimeout|setInterval|setImmediate)\s*\(|\bperformance\.now\b|from 'node:timers/,
    home: /^src\/(core\/time|emulator\/clock)\.ts$|^src\/studio\/page\//,
  },
  { what: 'any', pattern: /\bas any\b|: any\b|<any>/, home: /^$/ },
  { what: 'enum', pattern: /^\s*(export\s+)?(const\s+)?enum\s/m, home: /^$/ },
  { what: 'default exports', pattern: /^export default\b/m, home: /^$/ },
];

describe('the house', () => {
  it.each(Object.keys(MAY_IMPORT))('lets %s import only what is below it', (part) => {
    const allowed = MAY_IMPORT[part] ?? [];
    const wrong = files
      .filter((file) => partOf(file.path) === part)
      .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
      .filter(({ target }) => target.startsWith('src/'))
      .filter(({ target }) => {
        const other = partOf(target);
        if (other === part) return false;
        if (!allowed.includes(other)) return true;
        return other === 'core' && target !== 'src/core/index.ts';
      });
    expect(wrong.map(({ file, target }) => `${file.path} → ${target}`)).toEqual([]);
  });

  it('has no part that these rules do not know', () => {
    const parts = new Set(files.map((file) => partOf(file.path)));
    expect([...parts].filter((part) => !(part in MAY_IMPORT))).toEqual([]);
  });

  it('keeps each platform and SQL in one place', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => HOMES.some((rule) => rule.package.test(name) && !rule.home.test(file.path)))
        .map((name) => `${file.path} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(GLOBALS)('keeps $what at home', ({ pattern, home }) => {
    expect(files.filter((file) => pattern.test(codeOf(file)) && !home.test(file.path)).map(pathOf)).toEqual(
      [],
    );
  });

  it('has no file over 250 lines', () => {
    const long = [...files, ...sourceFiles('test'), ...sourceFiles('bench')].filter(
      (file) => lineCount(file) > 250,
    );
    expect(long.map((file) => `${file.path}: ${lineCount(file)}`)).toEqual([]);
  });

  it('names every file in kebab case', () => {
    expect(files.map(pathOf).filter((path) => !/^[a-z0-9./-]+\.tsx?$/.test(path))).toEqual([]);
  });

  it('has the same file names in both chat adapters', () => {
    const names = ['commands', 'index', 'interactions', 'layout', 'presenter', 'replies', 'translate'];
    for (const adapter of ['discord', 'slack']) {
      const present = files.map(pathOf).filter((path) => path.startsWith(`src/${adapter}/`));
      // Without its index a folder holds parts that no one can reach yet.
      if (!present.includes(`src/${adapter}/index.ts`)) continue;
      for (const name of names) expect(present).toContain(`src/${adapter}/${name}.ts`);
    }
  });
});

describe('the rules themselves', () => {
  const sample: SourceFile = {
    path: 'src/core/sample.ts',
    text: "import { a } from '../discord/index.ts';\nexport * from 'kysely';\n// process.env\nconst x = 'console.log';",
  };

  it('see the imports of a file', () => {
    expect(importsOf(sample)).toEqual(['src/discord/index.ts', 'kysely']);
  });

  it('do not take comments and texts for code', () => {
    expect(codeOf(sample)).not.toMatch(/process\.env|console/);
  });
});

function pathOf(file: SourceFile): string {
  return file.path;
}

function lineCount(file: SourceFile): number {
  return file.text.split('\n').length - 1;
}
