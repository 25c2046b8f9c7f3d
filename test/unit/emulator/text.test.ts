import { describe, expect, it } from 'vitest';

import { textPath, textWidth } from '../../../src/emulator/painter/font.ts';
import { drawableText, wrap } from '../../../src/emulator/painter/text.ts';

describe('text in a picture', () => {
  it('has no direction, joining or control characters', () => {
    expect(drawableText('a\u202Eb\u2066c\u200Dd\u0007e\nf\u00ADg')).toBe('abcd e fg');
  });

  it('keeps letters of every script', () => {
    expect(drawableText('  дом,  家, بيت ')).toBe('дом, 家, بيت');
  });

  it('keeps one mark on a letter, not a tower', () => {
    expect(drawableText(`q${'\u0301'.repeat(40)}!`)).toBe('q\u0301!');
  });

  it('breaks between words and fits the width', () => {
    const lines = wrap('the quick brown fox jumps over the lazy dog', 'bold', 20, 200, 5);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join(' ')).toBe('the quick brown fox jumps over the lazy dog');
    for (const line of lines) expect(textWidth(line, 'bold', 20)).toBeLessThanOrEqual(200);
  });

  it('clips what does not fit and says so', () => {
    const lines = wrap('word '.repeat(100).trim(), 'bold', 20, 200, 3);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/…$/u);
    for (const line of lines) expect(textWidth(line, 'bold', 20)).toBeLessThanOrEqual(200);
  });

  it('breaks a word that is wider than the line', () => {
    const lines = wrap('w'.repeat(30), 'bold', 20, 200, 9);
    expect(lines.join('')).toBe('w'.repeat(30));
    expect(lines.length).toBeGreaterThan(1);
  });

  it('becomes path data and nothing else', () => {
    expect(textPath('<a href="x">', 'regular', 20, 0, 0)).toMatch(/^[MLQCZ\d\s.,-]+$/u);
  });
});
