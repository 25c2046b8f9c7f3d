import { describe, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.ts';
import { parsePrompt } from '../../../src/core/prompt/parse.ts';
import { MAX_PROMPT_CHARS } from '../../../src/core/segmind/parameters.ts';

function refusalOf(text: string): UserError {
  try {
    parsePrompt(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read.`);
}

describe('a typed request', () => {
  it('is its prompt where it has no flags', () => {
    expect(parsePrompt('  a red fox in the snow ')).toEqual({
      prompt: 'a red fox in the snow',
      parameters: {},
      count: null,
      audience: null,
    });
  });

  it('says everything with flags', () => {
    expect(
      parsePrompt('a fox --ar 16:9 --seed 42 --png --think minimal --safety 2 --count 4 --private'),
    ).toEqual({
      prompt: 'a fox',
      parameters: {
        aspectRatio: '16:9',
        seed: 42,
        outputFormat: 'png',
        thinkingLevel: 'minimal',
        safetyTolerance: 2,
      },
      count: 4,
      audience: 'requester',
    });
  });

  it.each([
    ['a fox --aspect 16:9', { aspectRatio: '16:9' }],
    ['a fox --aspect-ratio=16:9', { aspectRatio: '16:9' }],
    ['a fox --AR 16x9', { aspectRatio: '16:9' }],
    ['a fox --ar:16:9', { aspectRatio: '16:9' }],
    ['a fox --ar 16 : 9', { aspectRatio: '16:9' }],
    ['a fox --ar "16 : 9"', { aspectRatio: '16:9' }],
    ['a fox --ar “16:9”', { aspectRatio: '16:9' }],
    ["a fox --ar='16:9'", { aspectRatio: '16:9' }],
    ['a fox --ar auto', { aspectRatio: 'auto' }],
    ['a fox --jpeg', { outputFormat: 'jpg' }],
    ['a fox --thinking High', { thinkingLevel: 'high' }],
    ['a fox --ar 16:9, --seed 5.', { aspectRatio: '16:9', seed: 5 }],
    ['a fox\u00a0--ar\u202f16:9\u3000--png', { aspectRatio: '16:9', outputFormat: 'png' }],
    ['a fox\n--ar 16:9\n--png', { aspectRatio: '16:9', outputFormat: 'png' }],
    ['a fox —ar 16:9 —png', { aspectRatio: '16:9', outputFormat: 'png' }],
    ['a fox –seed 7', { seed: 7 }],
    ['a fox –-seed 7', { seed: 7 }],
    ['a fox −−seed 7', { seed: 7 }],
    ['a fox -seed 7', { seed: 7 }],
    ['a fox --seed 007', { seed: 7 }],
    ['a fox --seed 2147483647', { seed: 2_147_483_647 }],
    ['a fox --seed -1', { seed: null }],
    ['a fox --seed —1', { seed: null }],
    ['a fox --seed random', { seed: null }],
  ])('is read however people and phones write it: %j', (text, parameters) => {
    expect(parsePrompt(text)).toEqual({ prompt: 'a fox', parameters, count: null, audience: null });
  });

  it.each([
    'a cat -- sitting',
    'a cat --sitting on a mat',
    'half–timbered houses — at night',
    'my wife —smiling',
    'she whispered —think of me— to the cat',
    'members -only please',
    'a chart of -5 to --9 and back again',
    'a fox -seed of doubt',
  ])('is painted as it stands where dashes are prose: %j', (text) => {
    expect(parsePrompt(text)).toEqual({ prompt: text, parameters: {}, count: null, audience: null });
  });

  it.each([
    ['a sign that says --ar 16:9 --', 'a sign that says --ar 16:9', {}],
    ['a sign that says --ar 16:9 -- --seed 7', 'a sign that says --ar 16:9', { seed: 7 }],
    ['open --wide --png -- --jpg', 'open --wide --png', { outputFormat: 'jpg' }],
    ['a -- b --', 'a -- b', {}],
  ])('ends its prompt with a lone "--": %j', (text, prompt, parameters) => {
    expect(parsePrompt(text)).toEqual({ prompt, parameters, count: null, audience: null });
  });

  it('keeps its lines and loses what could mislead', () => {
    expect(parsePrompt('one\r\ntwo\u2028three\tx\u0000\u001b[31m \u202eevil\u2066!\ufeff').prompt).toBe(
      'one\ntwo\nthree\tx[31m evil!',
    );
  });

  it('keeps what belongs to a script or an emoji', () => {
    const text = 'שלום\u200f! 👩‍👩‍👧 می\u200cخواهم';
    expect(parsePrompt(text).prompt).toBe(text);
  });

  it('replaces half a character', () => {
    expect(parsePrompt('a \ud83d fox').prompt).toBe('a \ufffd fox');
  });
});

describe('a request that cannot be painted', () => {
  it.each(['', '  \n ', '--png', '--', '\u200b\u2060', '\u2800 --seed 3', '\u0000'])(
    'is asked for words when it has none: %j',
    (text) => {
      expect(refusalOf(text)).toMatchObject({ code: 'bad_prompt', charged: 'no', retry: 'never' });
      expect(refusalOf(text).message).toContain('Say what to paint');
    },
  );

  it('is told how long it may be', () => {
    expect(refusalOf('x'.repeat(MAX_PROMPT_CHARS + 1)).message).toBe(
      'The prompt has 10001 characters; at most 10000 can be painted.',
    );
    expect(refusalOf('x'.repeat(100_000)).code).toBe('bad_prompt');
    expect(parsePrompt(`${'x'.repeat(MAX_PROMPT_CHARS)} --seed 3`).parameters).toEqual({ seed: 3 });
  });

  it.each([
    ['a fox --as 16:9', 'bad_flag', '`--as 16:9` is not a flag I know. Did you mean `--ar 16:9`?'],
    ['a fox —as 16:9', 'bad_flag', '`—as 16:9` is not a flag I know. Did you mean `--ar 16:9`?'],
    ['a fox --sede 5', 'bad_flag', 'Did you mean `--seed 5`?'],
    ['a fox --counts', 'bad_flag', 'Did you mean `--count 4`?'],
    ['a fox --priv', 'bad_flag', 'Did you mean `--private`?'],
    ['a fox --16:9', 'bad_flag', 'Did you mean `--ar 16:9`?'],
    ['a fox --xyzzy', 'bad_flag', 'The flags are `--ar`, `--seed`, `--png`'],
    ['a fox --xyzzy 5 --png', 'bad_flag', '`--xyzzy 5` is not a flag I know.'],
    ['a fox --xyzzy', 'bad_flag', 'end the request with ` --`'],
    ['a fox --stylize 250 --v 6', 'bad_flag', 'Say in the prompt how the picture should look.'],
    ['a fox —style raw', 'bad_flag', '`—style raw` is not a flag I know.'],
    ['a fox --no hands, feet', 'bad_flag', 'Say in the prompt what the picture must not show.'],
    ['a fox --n 4', 'bad_flag', 'Several pictures are `--count 4`.'],
    ['a fox --ar 16:9 in the snow', 'bad_flag', 'Flags go at the end'],
    ['a fox --ar 16:9 in the snow --seed 3', 'bad_flag', 'words follow `--ar 16:9`'],
    ['a fox —ar 16:9 in the snow', 'bad_flag', 'Flags go at the end'],
    ['--png a fox', 'bad_flag', 'Flags go at the end'],
    [
      'a fox --ar 7:3',
      'bad_flag',
      '`--ar 7:3` is not a ratio I can paint. The nearest is 21:9; all: auto, 1:1,',
    ],
    ['a fox --ar 1920x1080', 'bad_flag', 'The nearest is 16:9'],
    ['a fox --ar 0:0', 'bad_flag', 'All: auto, 1:1'],
    ['a fox --ar wide', 'bad_flag', 'All: auto, 1:1'],
    [
      'a fox --seed 1e99',
      'bad_flag',
      '`--seed 1e99` is not a seed: it is a whole number from 1 to 2147483647.',
    ],
    ['a fox --seed abc', 'bad_flag', '`--seed abc` is not a seed'],
    ['a fox --seed 0', 'bad_flag', '`--seed 0` is not a seed'],
    ['a fox --seed 1.5', 'bad_flag', '`--seed 1.5` is not a seed'],
    ['a fox --seed -2', 'bad_flag', '`--seed -2` is not a seed'],
    ['a fox --seed 2147483648', 'bad_flag', 'The nearest is 2147483647.'],
    ['a fox --seed', 'bad_flag', '`--seed` needs a value, as in `--seed 42`.'],
    ['a fox --seed --png', 'bad_flag', '`--seed` needs a value'],
    ['a fox --safety 9', 'bad_flag', 'from 1 (strict) to 6 (permissive). The nearest is 6.'],
    ['a fox --safety=-3', 'bad_flag', 'The nearest is 1.'],
    ['a fox --count 0', 'bad_flag', 'The nearest is 1.'],
    ['a fox --count many', 'bad_flag', 'one request asks for 1 to 4 pictures.'],
    ['a fox --think hihg', 'bad_flag', 'Did you mean `--think high`?'],
    ['a fox --think low', 'bad_flag', 'it is minimal or high.'],
    ['a fox --private=yes', 'bad_flag', '`--private` stands alone, without `yes`.'],
    ['a fox --png --jpg', 'bad_flag', '`--png` and `--jpg` contradict each other: keep one.'],
    ['a fox --seed 1 --seed 2', 'bad_flag', '`--seed` stands there twice: keep one.'],
    ['a fox --ar 1:1 --aspect 16:9', 'bad_flag', '`--ar` stands there twice: keep one.'],
  ])('is answered: %j', (text, code, sentence) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(sentence);
  });

  it('quotes a person briefly, and on one line', () => {
    const { message } = refusalOf(`a fox --ar ${'9'.repeat(5000)}\`\``);
    expect(message.length).toBeLessThan(250);
    expect(message.match(/`/g)).toHaveLength(2);
  });

  it.each([
    ['many flags', '--a '],
    ['long dashes', '—privat '],
    ['quotes', '--a " '],
    ['values that do not end', '--ar="'],
    ['dots', '.'],
    ['ratios', '--ar 1 : '],
  ])('is refused without trying every reading: %s', (_, piece) => {
    const startedAt = performance.now();
    refusalOf(`a --x${piece.repeat(10_900 / piece.length)}`);
    refusalOf(`a --x${piece.repeat(10_900 / piece.length)} --ar 16:9 y z`);
    // A reading that takes time by the square of the text needs seconds here; this one takes a few dozen milliseconds.
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
