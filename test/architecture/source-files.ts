import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

export interface SourceFile {
  /** From the top of the project, with forward slashes: `src/core/time.ts`. */
  path: string;
  text: string;
}

/** Every TypeScript file below a folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}dist${sep}`))
    .map((path) => ({ path: path.split(sep).join(posix.sep), text: readFileSync(path, 'utf8') }));
}

/** The modules that a file names in its import and export lines, relative ones resolved to a path of the project. */
export function importsOf(file: SourceFile): string[] {
  const statements = file.text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...statements].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file.path), name)) : name;
  });
}

/** The text without comments and without what stands in quotes, for rules about code alone. */
export function codeOf(file: SourceFile): string {
  return file.text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}
