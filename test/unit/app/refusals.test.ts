import { writeFile } from 'node:fs/promises';

import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';

import { dataDirProblem, prepareDataDir } from '../../../src/app/data-dir.ts';
import { listen } from '../../../src/app/http.ts';
import { ConfigError } from '../../../src/core/index.ts';
import { useTempDir } from '../../support/temp-dir.ts';

describe('a data directory that cannot be written to', () => {
  const at = useTempDir();

  it('is said to be a file where it is one', async () => {
    await writeFile(at('data'), '');
    await expect(prepareDataDir(at('data'))).rejects.toMatchObject({
      problems: [expect.stringContaining('is a file') as unknown],
      cause: { code: 'EEXIST' },
    });
  });

  it.each([
    ['EACCES', 'the right to it'],
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'read-only'],
    ['EIO', 'the system says EIO'],
  ])('is told by the system’s code %s', (code, words) => {
    expect(dataDirProblem(code, '/srv/bot')).toContain(words);
    expect(dataDirProblem(code, '/srv/bot')).toMatch(/^DATA_DIR \/srv\/bot [^\n]+\.$/);
  });
});

describe('an address that cannot be listened on', () => {
  it.each([
    ['another machine’s', '192.0.2.1', 'HTTP_HOST 192.0.2.1 is not an address of this machine'],
    ['a path of a link without the link', 'fe80::1', 'the system says EINVAL'],
  ])('is told by what the system says: %s', async (_what, host, words) => {
    const refused = listen(fastify(), host, 0);
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(words) as unknown });
  });
});
