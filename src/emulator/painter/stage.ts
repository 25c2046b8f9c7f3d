import type { Size } from './size.ts';

/** The room a scene has: the picture above its caption band. */
export interface Stage extends Size {
  /** The side that all things are measured by, in pixels: a fox is as large in a banner as in a square. */
  unit: number;
  horizon: number;
}

export function stageOf(size: Size, captionHeight: number): Stage {
  const height = size.height - captionHeight;
  // A banner of 3072×384 would have tiny things by its height alone, a tower of 384×3072 by its width.
  const unit = Math.min(Math.sqrt(size.width * height), Math.min(size.width, height) * 1.25);
  return { width: size.width, height, unit, horizon: height * 0.66 };
}
