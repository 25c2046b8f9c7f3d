import { describe, expect, it } from 'vitest';

import { applyCompletion, complete } from '../../../src/studio/page/model/completion.ts';

const KNOWN = {
  commands: [
    { name: 'imagine', about: 'Paints.' },
    { name: 'help', about: 'Lists.' },
  ],
  flags: [
    { name: 'ar', aliases: ['aspect'], values: ['1:1', '16:9'], about: 'The shape.' },
    { name: 'seed', aliases: [], values: [], about: 'The seed.' },
  ],
};

function labels(text: string, caret = text.length): readonly string[] | null {
  return complete(text, caret, KNOWN)?.options.map(({ label }) => label) ?? null;
}

describe('completion', () => {
  it('offers the commands at the start of a message alone', () => {
    expect(labels('/')).toEqual(['/imagine', '/help']);
    expect(labels('/IM')).toEqual(['/imagine']);
    expect(labels('see /')).toBeNull();
  });

  it('offers flags by name and by alias, behind /imagine', () => {
    expect(labels('/imagine a fox --')).toEqual(['--ar', '--seed']);
    expect(labels('/imagine a fox --asp')).toEqual(['--ar']);
    expect(labels('a fox --')).toBeNull();
    expect(labels('/imagine well--')).toBeNull();
  });

  it('offers the values of a flag that has some', () => {
    expect(labels('/imagine a fox --ar ')).toEqual(['1:1', '16:9']);
    expect(labels('/imagine a fox --aspect 16')).toEqual(['16:9']);
    expect(labels('/imagine a fox --seed ')).toBeNull();
  });

  it('replaces the word before the caret and keeps what stands behind it', () => {
    const text = '/imagine a fox --a in snow';
    const caret = '/imagine a fox --a'.length;
    const completion = complete(text, caret, KNOWN);
    const from = completion?.from ?? 0;
    const insert = completion?.options[0]?.insert ?? '';

    expect(applyCompletion(text, caret, from, insert)).toEqual({
      text: '/imagine a fox --ar  in snow',
      caret: '/imagine a fox --ar '.length,
    });
  });
});
