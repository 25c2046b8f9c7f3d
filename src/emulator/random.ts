import { createHash } from 'node:crypto';

/** A stream of numbers that is the same on every machine and in every process for the same parts. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
  /** Standard normal, by Box and Muller. */
  normal(): number;
}

export function randomOf(...parts: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(parts.join('\0')).digest();
  const next = smallFastCounter(
    digest.readUInt32LE(0),
    digest.readUInt32LE(4),
    digest.readUInt32LE(8),
    digest.readUInt32LE(12),
  );
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Chris Doty-Humphrey's sfc32 (PractRand): small, quick and good enough for pictures and waiting times. */
function smallFastCounter(first: number, second: number, third: number, fourth: number): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, fourth | 0];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
