import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.ts';
import { cleanPrompt, isBlank } from '../../../src/core/prompt/clean.ts';
import { formatPrompt } from '../../../src/core/prompt/format.ts';
import { parsePrompt, type ParsedPrompt } from '../../../src/core/prompt/parse.ts';
import {
  ASPECT_RATIOS,
  DEFAULT_PARAMETERS,
  MAX_COUNT,
  OUTPUT_FORMATS,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
  type RenderParameters,
} from '../../../src/core/segmind/parameters.ts';
import { anyText } from './any-text.ts';

/** Text that comes near to everything the grammar looks for, mixed with text of every kind. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '--',
      '—',
      '–',
      '-',
      '--ar',
      '—ar',
      '-ar',
      '16:9',
      '16 : 9',
      '--png',
      '—png',
      '--seed',
      '42',
      '-1',
      '--foo',
      '—foo',
    ],
    ...[
      '--stylize',
      '"',
      '“16:9”',
      '--ar=16:9',
      '--private',
      'a',
      'fox',
      '--count',
      '3',
      '--think',
      'high',
      '.',
      '--no',
    ],
  ),
  anyText(6),
);
const space = fc.constantFrom(' ', ' ', ' ', '', '\n', '\u00a0', '\t');
const almostFlags = fc.array(fc.tuple(piece, space), { maxLength: 10 }).map((pairs) => pairs.flat().join(''));
const anyPrompt = almostFlags.map(cleanPrompt).filter((prompt) => !isBlank(prompt));

const anyParameters = fc.record(
  {
    aspectRatio: fc.constantFrom(...ASPECT_RATIOS),
    seed: fc.option(fc.integer({ min: SEED.min, max: SEED.max })),
    outputFormat: fc.constantFrom(...OUTPUT_FORMATS),
    thinkingLevel: fc.constantFrom(...THINKING_LEVELS),
    safetyTolerance: fc.integer({ min: SAFETY_TOLERANCE.min, max: SAFETY_TOLERANCE.max }),
  },
  { requiredKeys: [] },
);
const anyRequest: fc.Arbitrary<ParsedPrompt> = fc.record({
  prompt: anyPrompt,
  parameters: anyParameters,
  count: fc.option(fc.integer({ min: 1, max: MAX_COUNT })),
  audience: fc.option(fc.constantFrom('channel', 'requester')),
});

/** What the request comes to, with everything that it leaves out. */
function meaningOf(parsed: ParsedPrompt): unknown {
  const parameters: RenderParameters = { ...DEFAULT_PARAMETERS, ...parsed.parameters };
  return { ...parsed, parameters, count: parsed.count ?? 1, audience: parsed.audience ?? 'channel' };
}

function parsedOrNull(text: string): ParsedPrompt | null {
  try {
    return parsePrompt(text);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

describe('formatPrompt', () => {
  it('writes a request that is read as the same one, whatever its prompt', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(meaningOf(parsePrompt(formatPrompt(request)))).toEqual(meaningOf(request));
      }),
      { numRuns: 1000 },
    );
  });

  it('is stable: what it wrote is written the same again', () => {
    let read = 0;
    fc.assert(
      fc.property(almostFlags, (text) => {
        const parsed = parsedOrNull(text);
        if (!parsed) return;
        read += 1;
        const written = formatPrompt(parsed);
        expect(formatPrompt(parsePrompt(written))).toBe(written);
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(150);
  });

  it('never throws anything but an answer to the person', () => {
    fc.assert(
      fc.property(anyText(200), (text) => {
        const parsed = parsedOrNull(text);
        expect(parsed === null || !isBlank(parsed.prompt)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out what is so anyway', () => {
    const parsed = {
      prompt: 'a fox',
      parameters: DEFAULT_PARAMETERS,
      count: 1,
      audience: 'channel',
    } as const;
    expect(formatPrompt(parsed)).toBe('a fox');
  });

  it('closes a prompt that would be taken for flags', () => {
    const parsed: ParsedPrompt = {
      prompt: 'a sign that says --ar 16:9',
      parameters: { seed: 7 },
      count: null,
      audience: null,
    };
    expect(formatPrompt(parsed)).toBe('a sign that says --ar 16:9 -- --seed 7');
  });
});
