/** Pixels of each ratio at 1K, as the upstream model paints them (Google's page of gemini-3.1-flash-image). */
export const SIZES = {
  '1:1': [1024, 1024],
  '2:3': [848, 1264],
  '3:2': [1264, 848],
  '3:4': [896, 1200],
  '4:3': [1200, 896],
  '4:5': [928, 1152],
  '5:4': [1152, 928],
  '9:16': [768, 1376],
  '16:9': [1376, 768],
  '21:9': [1584, 672],
  '1:4': [512, 2048],
  '4:1': [2048, 512],
  '1:8': [384, 3072],
  '8:1': [3072, 384],
} as const satisfies Record<string, readonly [width: number, height: number]>;

export type FixedRatio = keyof typeof SIZES;
export type AspectRatio = FixedRatio | 'auto';

export const FIXED_RATIOS = Object.keys(SIZES) as FixedRatio[];

export interface Size {
  width: number;
  height: number;
}

/** `auto` follows the first reference to the nearest ratio there is, and is square where there is none. */
export function sizeOf(ratio: AspectRatio, firstReference: Size | null): Size {
  const [width, height] = SIZES[ratio === 'auto' ? nearestRatio(firstReference) : ratio];
  return { width, height };
}

function nearestRatio(reference: Size | null): FixedRatio {
  if (!reference) return '1:1';
  // Ratios are compared by their logarithm, so that 2:1 is as far from 1:1 as 1:2 is.
  const wanted = Math.log(reference.width / reference.height);
  const distance = (ratio: FixedRatio): number => {
    const [width, height] = SIZES[ratio];
    return Math.abs(Math.log(width / height) - wanted);
  };
  return FIXED_RATIOS.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), '1:1');
}
