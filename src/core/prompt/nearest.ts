import { ASPECT_RATIOS, type AspectRatio } from '../segmind/parameters.ts';

/** Nothing that a person types for a flag or a value is longer; the work of comparing grows with the product of the lengths. */
const LONGEST_WORD = 32;

/** Characters to insert, remove, replace or swap with their neighbour until `a` is `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

/**
 * The word that was probably meant: one of which at least three letters were typed, or one that a slip or two away reads the same. A
 * slip in two letters is half the word, so short words allow one. Null when none is near; the first of equals.
 */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  const word = typed.toLowerCase();
  if (word.length === 0 || word.length > LONGEST_WORD) return null;
  let nearest: { word: string; distance: number } | null = null;
  for (const candidate of words) {
    const isBeginning = word.length >= 3 && candidate.startsWith(word);
    const distance = isBeginning ? 1 : editDistance(word, candidate);
    if (distance < (nearest?.distance ?? Infinity)) nearest = { word: candidate, distance };
  }
  return nearest && nearest.distance <= slipsIn(word) ? nearest.word : null;
}

function slipsIn(word: string): number {
  return word.length <= 4 ? 1 : 2;
}

/** The ratio that looks most alike: shapes are compared by the quotient of their ratios, as 1:2 is to 1:1 what 1:1 is to 2:1. */
export function nearestRatio(width: number, height: number): AspectRatio {
  const wanted = Math.log(width / height);
  const distances = ASPECT_RATIOS.filter((ratio) => ratio !== 'auto').map((ratio) => {
    const [w, h] = ratio.split(':').map(Number);
    return { ratio, distance: Math.abs(Math.log((w ?? 1) / (h ?? 1)) - wanted) };
  });
  return distances.reduce((best, next) => (next.distance < best.distance ? next : best)).ratio;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
