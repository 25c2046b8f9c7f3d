import type { LandScene } from './land.ts';
import { mix, n, path, polygon, rect, verticalGradient } from './svg.ts';

/** Four rows of houses with lit windows, haze between them. */
export function city(scene: LandScene): string {
  const { stage, colors, random } = scene;
  const art: string[] = [];
  for (let row = 0; row < 4; row += 1) {
    const depth = 0.08 + row * 0.28;
    const color = mix(mix(colors.far, colors.sky[1], 0.3), colors.near, Math.min(1, depth));
    const base = stage.height + 2;
    for (let x = -stage.unit * 0.05; x < stage.width;) {
      const w = stage.unit * random.between(0.05, 0.115);
      const h = stage.height - stage.horizon + stage.unit * (random.between(0.05, 0.36) - row * 0.095);
      art.push(rect(x, base - h, w + 1, h, color));
      art.push(roof(x, base - h, w, color, random.int(0, 4)));
      if (row > 0) art.push(windows(scene, x, base - h, w, h, row));
      x += w + (random.chance(0.25) ? stage.unit * 0.012 : 0);
    }
    art.push(haze(scene, row));
  }
  return art.join('');
}

/** Haze between the rows, thicker at the foot, is what gives a city its depth. */
function haze({ stage, colors }: LandScene, row: number): string {
  if (row === 3) return '';
  const id = `haze${row}`;
  return (
    `<defs>${verticalGradient(id, [
      { at: 0, color: colors.sky[2], opacity: 0 },
      { at: 1, color: colors.sky[2], opacity: 0.42 },
    ])}</defs>` + rect(0, stage.horizon - stage.unit * 0.15, stage.width, stage.height, `url(#${id})`)
  );
}

function roof(x: number, y: number, w: number, color: string, kind: number): string {
  if (kind === 0)
    return path(
      polygon([
        [x, y + 1],
        [x + w / 2, y - w * 0.5],
        [x + w, y + 1],
      ]),
      color,
    );
  if (kind === 1)
    return (
      rect(x + w * 0.25, y - w * 0.28, w * 0.5, w * 0.3, color) +
      rect(x + w * 0.48, y - w * 0.75, w * 0.05, w * 0.5, color)
    );
  if (kind === 2)
    return path(
      polygon([
        [x, y + 1],
        [x, y - w * 0.32],
        [x + w, y + 1],
      ]),
      color,
    );
  return '';
}

function windows(
  { stage, colors, random }: LandScene,
  x: number,
  y: number,
  w: number,
  h: number,
  row: number,
): string {
  const pitch = stage.unit * (0.013 + row * 0.0032);
  const columns = Math.floor((w * 0.86) / pitch);
  const margin = (w - columns * pitch) / 2 + pitch * 0.22;
  const lit: string[] = [];
  for (let r = 1; r * pitch * 1.3 < h && r < 44; r += 1) {
    for (let c = 0; c < columns; c += 1) {
      if (!random.chance(0.36)) continue;
      lit.push(
        `M${n(x + margin + c * pitch)} ${n(y + r * pitch * 1.3)}h${n(pitch * 0.5)}v${n(pitch * 0.62)}h${n(-pitch * 0.5)}Z`,
      );
    }
  }
  return path(
    lit.join(''),
    random.chance(0.8) ? colors.light : colors.accent,
    `opacity="${n(0.55 + row * 0.12)}"`,
  );
}
