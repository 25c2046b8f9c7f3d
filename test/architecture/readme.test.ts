import { existsSync, readFileSync, readdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the README', () => {
  it('names the two commands that are enough', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });

  it('names no script that is not there', () => {
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names every bench', () => {
    const notBenches = ['main.ts', 'report.ts', 'support'];
    const benches = readdirSync('bench').filter((file) => !notBenches.includes(file));
    const named = [...readme.matchAll(/npm run bench -- (\w+)/g)].map((match) => `${match[1] ?? ''}.ts`);
    expect(named.sort()).toEqual(benches.sort());
  });

  it('links to no file that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
