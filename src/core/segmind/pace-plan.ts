import { SECOND_MS } from '../time.ts';

/** No look follows another sooner than this, however sharply the durations are known. */
export const MIN_DELAY_MS = 100;
/** No look is put off longer than this, however long a render is overdue. */
export const MAX_DELAY_MS = 10 * SECOND_MS;

/**
 * Points of the time grid. Measured: from 300 on, cost does not change in the third digit for any spread from 0.15 to 0.3
 * and any mean up to 25 s.
 */
const GRID_POINTS = 400;
/** A finer grid than this buys nothing beside the shortest delay. */
const MIN_STEP_MS = MIN_DELAY_MS / 4;

export interface PlanInput {
  /** The share of renders that take longer than so many milliseconds: 1 at 0, falling. Beyond `toMs` it is taken to fall as 1/t. */
  survival: (elapsedMs: number) => number;
  /** What one look may cost, in milliseconds of delay. */
  lookCostMs: number;
  /** Nearly no render ends before `fromMs` or after `toMs`. */
  fromMs: number;
  toMs: number;
}

/** Milliseconds to wait from `elapsedMs` until the next look. */
export type Plan = (elapsedMs: number) => number;

/**
 * The schedule of looks with the least expected cost, where a look costs `lookCostMs` and each millisecond from completion to
 * the look that notices costs 1, for a render that has not ended by `elapsedMs`.
 *
 * For many looks the best density is √(h(t) / 2c), h being the completion hazard (Barlow, Hunter & Proschan 1963; Keller 1974).
 * With a handful of looks that rule wastes some, so the same problem is solved exactly, backwards over a grid: the cost
 * of going on from t is the least, over the next look u, of c + the delay of those that end between t and u + the cost of going on
 * from u. That is Barlow's recursion as a dynamic programme; beyond the grid the density rule itself takes over.
 */
export function planLooks(input: PlanInput): Plan {
  const { survival, lookCostMs, fromMs, toMs } = input;
  const stepMs = Math.max(MIN_STEP_MS, (toMs - fromMs) / GRID_POINTS);
  const last = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  const alive = Float64Array.from({ length: last + 1 }, (_, i) => survival(fromMs + i * stepMs));
  const aliveAt = (i: number): number => alive[i] ?? 0;

  // Time spent alive from the grid's start: by it, the delay of those that end between i and j is aliveAt(i)·(j − i) − (area j − area i).
  const area = new Float64Array(last + 1);
  for (let i = 1; i <= last; i += 1) {
    area[i] = (area[i - 1] ?? 0) + (stepMs * (aliveAt(i - 1) + aliveAt(i))) / 2;
  }

  const goingOn = new Float64Array(last + 1);
  const nextLook = new Float64Array(last + 1);
  const endMs = fromMs + last * stepMs;
  // With survival falling as 1/t and looks at the density rule, delay and looks beyond the grid cost √(2ct) each.
  goingOn[last] = 2 * aliveAt(last) * tailDelayMs(lookCostMs, endMs);
  nextLook[last] = last + tailDelayMs(lookCostMs, endMs) / stepMs;
  for (let i = last - 1; i >= 0; i -= 1) {
    const cost = (j: number): number =>
      aliveAt(i) * (j - i) * stepMs - (area[j] ?? 0) + (area[i] ?? 0) + (goingOn[j] ?? 0);
    let best = i + 1;
    let least = cost(best);
    for (let j = i + 2; j <= last; j += 1) {
      const here = cost(j);
      // The delay alone only grows with j: once it outweighs the best sum, nothing further out can win.
      if (here - (goingOn[j] ?? 0) > least) break;
      if (here < least) [best, least] = [j, here];
    }
    const vertex = best > i + 1 && best < last ? parabola(cost(best - 1), least, cost(best + 1)) : NO_SHIFT;
    goingOn[i] = aliveAt(i) * lookCostMs + least - vertex.gain;
    nextLook[i] = best + vertex.shift;
  }

  return (elapsedMs) => {
    const position = (elapsedMs - fromMs) / stepMs;
    if (position >= last) return clampDelay(tailDelayMs(lookCostMs, elapsedMs));
    const below = Math.max(0, Math.floor(position));
    const part = Math.max(0, position - below);
    const target = (nextLook[below] ?? last) * (1 - part) + (nextLook[below + 1] ?? last) * part;
    return clampDelay(fromMs + target * stepMs - elapsedMs);
  };
}

/** The density rule where survival falls as 1/t, so that h(t) = 1/t: looks come 1 / √(h / 2c) apart. */
function tailDelayMs(lookCostMs: number, elapsedMs: number): number {
  return Math.sqrt(2 * lookCostMs * elapsedMs);
}

function clampDelay(delayMs: number): number {
  return Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, delayMs));
}

const NO_SHIFT = { shift: 0, gain: 0 } as const;

/** The lowest point of the parabola through three neighbours, of which the middle one is lowest: the best look lies between grid points. */
function parabola(left: number, middle: number, right: number): { shift: number; gain: number } {
  const bend = left - 2 * middle + right;
  if (bend <= 0) return NO_SHIFT;
  const shift = (left - right) / (2 * bend);
  return { shift, gain: ((left - right) * shift) / 4 };
}
