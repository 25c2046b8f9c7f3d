import { mkdir, readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ImagineReport } from '../../src/app/imagine/report.ts';
import { openCommandLine, type CommandLine, type Run } from '../support/command-line.ts';
import { pngThatClaims } from '../support/png-that-claims.ts';
import { useTempDir } from '../support/temp-dir.ts';

const inFolder = useTempDir();
let line: CommandLine;

beforeEach(async () => {
  line = await openCommandLine(inFolder('data'));
});
afterEach(() => line.close());

function reportOf(run: Run): ImagineReport {
  const lines = run.stdout.split('\n').filter((text) => text !== '');
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as ImagineReport;
}

/** What was bought so far. */
function submits(): number {
  return line.emulator.ledger().length;
}

describe('imagine on the command line', () => {
  it('leaves a 1584×672 jpeg for 21:9, and the same bytes the second time', async () => {
    const argv = [
      'a red fox in the snow',
      '--aspect-ratio',
      '21:9',
      '--seed',
      '7',
      '--think',
      'minimal',
      '--json',
    ];
    const first = await line.run([...argv, '--output', inFolder('fox.jpg')]);
    expect(first.code).toBe(0);
    expect(reportOf(first)).toMatchObject({ status: 'completed', seed: 7, costUsd: 0.042 });
    expect(await sharp(inFolder('fox.jpg')).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1584,
      height: 672,
    });
    await line.run([...argv, '--output', inFolder('again.jpg')]);
    expect(await readFile(inFolder('again.jpg'))).toEqual(await readFile(inFolder('fox.jpg')));
    expect(first.stderr).toMatch(/PROCESSING|COMPLETED/);
  });

  it('works from a picture: the edit differs from it and keeps its shape', async () => {
    await line.run(['a red fox', '--ar', '16:9', '--seed', '1', '--output', inFolder('fox.jpg')]);
    const run = await line.run([
      'make it night',
      '--image',
      inFolder('fox.jpg'),
      '--output',
      inFolder('night.png'),
    ]);
    expect(run.code).toBe(0);
    expect(await sharp(inFolder('night.png')).metadata()).toMatchObject({
      format: 'png',
      width: 1376,
      height: 768,
    });
    const [day, night] = await Promise.all([
      brightness(inFolder('fox.jpg')),
      brightness(inFolder('night.png')),
    ]);
    expect(night).toBeLessThan(day * 0.7);
  });

  it('numbers the files and counts the seeds up', async () => {
    const run = await line.run([
      'a cat',
      '--count',
      '3',
      '--seed',
      '5',
      '--output',
      inFolder('cat.jpg'),
      '--json',
    ]);
    const report = reportOf(run);
    expect(report.files).toEqual(['cat-1.jpg', 'cat-2.jpg', 'cat-3.jpg'].map((name) => inFolder(name)));
    expect(report.requests?.map((request) => request.seed)).toEqual([5, 6, 7]);
    expect(report.costUsd).toBe(0.126);
    expect(submits()).toBe(3);
  });

  it('does not submit twice when the answer is lost', async () => {
    const run = await line.run(['a fox #submit-cut', '--output', inFolder('fox.jpg'), '--json']);
    expect(run.code).toBe(1);
    expect(reportOf(run)).toMatchObject({
      status: 'failed',
      error: { code: 'submit_outcome_unknown', charged: 'unknown', retry: 'user_may' },
    });
    expect(submits()).toBe(1);
  });

  it.each(['#status-503:3', '#rate-limit-polls'])(
    'brings the picture through %s with one submit',
    async (word) => {
      const run = await line.run([
        `a fox ${word}`,
        '--think',
        'minimal',
        '--output',
        inFolder('fox.jpg'),
        '--json',
      ]);
      expect(reportOf(run)).toMatchObject({ status: 'completed', files: [inFolder('fox.jpg')] });
      expect(submits()).toBe(1);
    },
  );

  it('tells a content block apart, and that nothing was charged', async () => {
    const run = await line.run(['something #block', '--json']);
    expect(run.code).toBe(1);
    expect(reportOf(run)).toMatchObject({
      status: 'failed',
      files: [],
      error: { code: 'blocked', charged: 'no' },
    });
  });

  it('saves what came when one of several failed', async () => {
    line.emulator.addScenario({ scenario: 'block', times: 1 });
    const run = await line.run(['two cats', '--count', '2', '--output', inFolder('cat.jpg'), '--json']);
    expect(run.code).toBe(1);
    const report = reportOf(run);
    expect(report.status).toBe('partial');
    expect(report.files).toHaveLength(1);
    expect(report.requests?.map((request) => request.code).sort()).toEqual(['blocked', null]);
  });

  it('stops waiting at Ctrl-C, names the request, and picks it up again without buying anything', async () => {
    const stop = new AbortController();
    const run = await line.run(['a fox #slow', '--json'], stop.signal, (text) => {
      if (/QUEUED|PROCESSING/.test(text)) stop.abort(new Error('Ctrl-C'));
    });
    expect(run.code).toBe(130);
    const { status, requestId } = reportOf(run);
    expect(status).toBe('interrupted');
    expect(run.stderr).toContain(`--resume ${requestId ?? ''}`);
    const resumed = await line.run(['--resume', requestId ?? '', '--output', inFolder('fox.jpg'), '--json']);
    expect(reportOf(resumed)).toMatchObject({ status: 'completed', requestId });
    expect(submits()).toBe(1);
  });

  it('says that a picture was charged when it cannot be put on disk, and how to fetch it again', async () => {
    await mkdir(inFolder('fox.jpg.part'));
    const run = await line.run(['a fox', '--think', 'minimal', '--output', inFolder('fox.jpg'), '--json']);
    const report = reportOf(run);
    expect(report).toMatchObject({ status: 'failed', error: { charged: 'yes' } });
    expect(run.stderr).toContain(`--resume ${report.requestId ?? ''}`);
  });

  it('saves every picture of a request that brought several', async () => {
    const run = await line.run([
      'a fox #several-images',
      '--think',
      'minimal',
      '--output',
      inFolder('fox.jpg'),
      '--json',
    ]);
    expect(reportOf(run).files).toEqual(['fox.jpg', 'fox-2.jpg', 'fox-3.jpg'].map((name) => inFolder(name)));
  });

  it('keeps a journal of what was sent, without the prompt', async () => {
    await line.run(['a secret fox', '--seed', '9', '--output', inFolder('fox.jpg')]);
    const journal = await readFile(inFolder('data', 'imagine-requests.jsonl'), 'utf8');
    expect(journal).toMatch(/"event":"submitting","seed":9[^]*"event":"submitted"[^]*"event":"saved"/);
    expect(journal).not.toContain('secret');
  });
});

describe('imagine refuses', () => {
  const fifteen = Array.from({ length: 15 }, () => ['--image', 'x.png']).flat();

  it.each([
    ['an empty prompt', ['  ']],
    ['a prompt of 100,000 characters', ['a'.repeat(100_000)]],
    ['a seed of 1e99', ['fox', '--seed', '1e99']],
    ['a seed in words', ['fox', '--seed', 'abc']],
    ['a ratio that it cannot paint', ['fox', '--ar', '7:3']],
    ['fifteen pictures', ['fox', ...fifteen]],
    ['a file that is not there', ['fox', '--image', '/no/such/file.png']],
    ['an address of a file', ['fox', '--image', 'file:///etc/passwd']],
    ['an address inside the machine room', ['fox', '--image', 'http://169.254.169.254/']],
    ['a host that resolves to this machine', ['fox', '--image', 'https://localhost/cat.png']],
    ['an ending that it cannot write', ['fox', '--output', 'fox.webp']],
    ['a folder that is not there', ['fox', '--output', '/no/such/folder/fox.jpg']],
    ['a folder in place of a file', ['fox', '--output', '/']],
    ['an option without its value', ['fox', '--image']],
    ['an unknown flag', ['fox', '--colour', 'red']],
    ['a flag that every object has', ['fox', '--toString']],
    ['an id that cannot be one', ['--resume', '../../etc']],
  ])('%s in one sentence, before anything is sent', async (_what, argv) => {
    const run = await line.run([...argv, '--json']);
    expect(run.code).toBe(2);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(reportOf(run)).toMatchObject({ status: 'failed', requestId: null, error: { charged: 'no' } });
    expect(submits()).toBe(0);
  });

  it('a png of a few bytes that claims 60,000 × 60,000 pixels', async () => {
    await writeFile(inFolder('bomb.png'), pngThatClaims(60_000));
    const run = await line.run(['fox', '--image', inFolder('bomb.png')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/60000/);
    expect(submits()).toBe(0);
  });

  it('a text file that calls itself a picture', async () => {
    await writeFile(inFolder('cat.png'), 'I am not a cat.');
    const run = await line.run(['fox', '--image', inFolder('cat.png')]);
    expect(run.code).toBe(2);
    expect(submits()).toBe(0);
  });
});

async function brightness(path: string): Promise<number> {
  const { channels } = await sharp(path).stats();
  return channels.slice(0, 3).reduce((sum, channel) => sum + channel.mean, 0) / 3;
}
