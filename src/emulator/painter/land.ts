import type { Random } from '../random.ts';
import type { Palette } from './palette.ts';
import type { Light } from './sky.ts';
import { circle, lighter, line, mix, n, path, polygon, rect, verticalGradient, type Point } from './svg.ts';
import type { Stage } from './stage.ts';

export interface LandScene {
  stage: Stage;
  colors: Palette;
  light: Light;
  random: Random;
}

/** A smooth line over the width, from three slow waves; about −1 … 1. */
export function softLine(random: Random, waves: number): (t: number) => number {
  const parts = [1, 2.3, 4.1].map((factor) => ({
    speed: waves * factor * random.between(0.8, 1.2) * Math.PI,
    phase: random.between(0, 2 * Math.PI),
    size: 0.65 / factor,
  }));
  return (t) => parts.reduce((sum, { speed, phase, size }) => sum + size * Math.sin(t * speed + phase), 0);
}

/** A jagged line by midpoint displacement; about −1 … 1. */
function jaggedLine(random: Random, peaks: number, depth: number): number[] {
  let heights = Array.from({ length: peaks * 2 + 1 }, (_, i) =>
    i % 2 === 1 ? random.between(0.25, 1) : random.between(-1, -0.2),
  );
  for (let level = 0, size = 0.32; level < depth; level += 1, size *= 0.52) {
    heights = heights.flatMap((height, i) => {
      const next = heights[i + 1];
      return next === undefined ? [height] : [height, (height + next) / 2 + random.between(-size, size)];
    });
  }
  return heights;
}

/** A layer of land: its colour above fades into mist below, which is what makes the next layer stand in front of it. */
export function layer(id: string, scene: LandScene, depth: number, top: readonly Point[]): string {
  const { stage, colors } = scene;
  const color = mix(colors.far, colors.near, depth);
  const mist = mix(color, colors.sky[2], 0.42 * (1 - depth * 0.75));
  const base = Math.min(...top.map(([, y]) => y));
  return (
    `<defs>${verticalGradient(id, [
      { at: 0, color },
      { at: Math.min(0.95, (stage.unit * 0.42) / (stage.height - base)), color: mist },
      { at: 1, color: mist },
    ])}</defs>` +
    path(polygon([...top, [stage.width + 2, stage.height + 2], [-2, stage.height + 2]]), `url(#${id})`)
  );
}

function softLayer(
  id: string,
  scene: LandScene,
  depth: number,
  y: number,
  swing: number,
  waves: number,
): string {
  const line = softLine(scene.random, waves * (scene.stage.width / scene.stage.unit));
  const points: Point[] = [];
  for (let t = -0.01; t <= 1.02; t += 0.01) points.push([t * scene.stage.width, y + line(t) * swing]);
  return layer(id, scene, depth, points);
}

export function mountains(scene: LandScene): string {
  const { stage, colors, random } = scene;
  const art: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    const depth = i / 4.6;
    const y = stage.horizon + stage.unit * (-0.05 + i * 0.075);
    const swing = stage.unit * (0.2 - i * 0.036);
    const peaks = Math.max(2, Math.round((1.6 + i * 0.7) * (stage.width / stage.unit)));
    const heights = jaggedLine(random, peaks, 4);
    const step = (stage.width * 1.04) / (heights.length - 1);
    const top: Point[] = heights.map((h, at) => [at * step - stage.width * 0.02, y - h * swing]);
    art.push(layer(`m${i}`, scene, depth, top));
    if (i < 2) art.push(snowCaps(top, swing, lighter(mix(colors.far, colors.light, 0.55), 0.35), random));
  }
  art.push(softLayer('m9', scene, 0.94, stage.height - stage.unit * 0.09, stage.unit * 0.035, 0.8));
  return art.join('') + conifers(scene, stage.height - stage.unit * 0.075, 0.05, 0.13, 0.97);
}

/** Snow lies on each summit down to a ragged edge, lit from the left. */
function snowCaps(top: readonly Point[], swing: number, color: string, random: Random): string {
  const caps: string[] = [];
  for (let i = 4; i < top.length - 4; i += 1) {
    const peak = top[i];
    if (!peak || top.slice(i - 4, i + 5).some((other) => other[1] < peak[1])) continue;
    const side = top.slice(Math.max(0, i - 6), i + 5).filter(([, y]) => y - peak[1] < swing * 0.42);
    const [first, last] = [side[0], side[side.length - 1]];
    if (!first || !last || side.length < 3) continue;
    const edge = Array.from({ length: 5 }, (_, k): Point => {
      const t = (k + 0.5) / 5;
      const drop = swing * (k % 2 === 0 ? random.between(0.02, 0.1) : random.between(0.14, 0.26));
      return [last[0] + (first[0] - last[0]) * t, last[1] + (first[1] - last[1]) * t + drop];
    });
    caps.push(path(polygon([...side, ...edge]), color, 'opacity="0.85"'));
  }
  return caps.join('');
}

export function conifers(
  scene: LandScene,
  y: number,
  lowest: number,
  highest: number,
  depth: number,
  density = 1,
): string {
  const { stage, colors, random } = scene;
  const color = mix(colors.far, colors.near, depth);
  const trees: string[] = [];
  for (
    let x = -0.02 * stage.width;
    x < stage.width * 1.02;
    x += (stage.unit * random.between(0.02, 0.075)) / density
  ) {
    const tall = stage.unit * random.between(lowest, highest);
    const foot = y + stage.unit * random.between(-0.012, 0.02);
    trees.push(conifer(x, foot, tall, random));
  }
  return path(trees.join(''), color);
}

function conifer(x: number, foot: number, tall: number, random: Random): string {
  const half = tall * random.between(0.17, 0.24);
  const tiers = 4;
  const left: Point[] = [];
  const right: Point[] = [];
  for (let i = 1; i <= tiers; i += 1) {
    const y = foot - tall + (tall * 0.92 * i) / tiers;
    const out = (half * i) / tiers;
    left.push([x - out, y], [x - out * 0.5, y - tall * 0.02]);
    right.push([x + out, y], [x + out * 0.5, y - tall * 0.02]);
  }
  return polygon([
    [x, foot - tall],
    ...right,
    [x + half * 0.12, foot + tall * 0.1],
    [x - half * 0.12, foot + tall * 0.1],
    ...left.reverse(),
  ]);
}

export function dunes(scene: LandScene): string {
  const { stage, colors, random } = scene;
  const { width, height, unit } = stage;
  const art: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const y = stage.horizon + unit * (-0.01 + i * 0.085);
    const color = mix(mix(colors.far, colors.accent, 0.06), colors.near, 0.02 + i * 0.15);
    const crestX = width * (i % 2 === 0 ? random.between(0.12, 0.45) : random.between(0.55, 0.88));
    const crestY = y - unit * random.between(0.07, 0.14);
    const reach = unit * random.between(0.7, 1.1);
    const outline =
      `M-2 ${n(y + unit * 0.03)}C${n(crestX - reach * 0.75)} ${n(y + unit * 0.03)} ${n(crestX - reach * 0.35)} ${n(crestY)} ${n(crestX)} ${n(crestY)}` +
      `C${n(crestX + reach * 0.3)} ${n(crestY)} ${n(crestX + reach * 0.5)} ${n(y)} ${n(width + reach)} ${n(y)}`;
    art.push(path(`${outline}V${n(height + 2)}H-2Z`, lighter(color, 0.1)));
    // The lee side lies in the shade: it begins at the crest's tip and widens along an S down to the foot.
    const lee =
      `M${n(crestX)} ${n(crestY)}C${n(crestX + reach * 0.3)} ${n(crestY)} ${n(crestX + reach * 0.5)} ${n(y)} ${n(width + reach)} ${n(y)}` +
      `V${n(height + 2)}H${n(crestX + reach * 0.12)}C${n(crestX + reach * 0.42)} ${n(y + unit * 0.16)} ${n(crestX - reach * 0.12)} ${n(y + unit * 0.06)} ${n(crestX)} ${n(crestY)}Z`;
    art.push(path(lee, mix(color, colors.near, 0.2)));
  }
  return art.join('');
}

export function hills(scene: LandScene): string {
  const { stage, colors, random } = scene;
  const art: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const y = stage.horizon + stage.unit * (-0.05 + i * 0.085);
    const depth = i / 5.4;
    art.push(softLayer(`h${i}`, scene, depth, y, stage.unit * (0.05 - i * 0.004), 0.7 + i * 0.12));
    if (i === 1 || i === 3) art.push(roundTrees(scene, y, depth + 0.14, i === 1 ? 0.022 : 0.04));
    if (i === 2 && random.chance(0.6))
      art.push(farmhouse(scene, stage.width * random.between(0.15, 0.85), y + stage.unit * 0.01));
  }
  for (let i = 0; i < 26; i += 1) {
    const [x, y] = [random.next() * stage.width, stage.height - stage.unit * random.between(0.01, 0.12)];
    const color = random.chance(0.5) ? colors.accent : lighter(colors.light, 0.3);
    art.push(
      line(
        `M${n(x)} ${n(y)}v${n(stage.unit * 0.022)}`,
        mix(colors.near, colors.far, 0.3),
        stage.unit * 0.002,
      ),
    );
    art.push(circle(x, y, stage.unit * random.between(0.003, 0.006), color));
  }
  return art.join('');
}

function roundTrees({ stage, colors, random }: LandScene, y: number, depth: number, size: number): string {
  const color = mix(colors.far, colors.near, depth);
  return Array.from({ length: Math.round((7 * stage.width) / stage.unit) }, () => {
    const x = random.next() * stage.width;
    const r = stage.unit * size * random.between(0.7, 1.25);
    const top = y + stage.unit * random.between(-0.035, 0.03);
    return (
      rect(x - r * 0.1, top, r * 0.2, r * 2, mix(color, colors.near, 0.5)) +
      circle(x, top, r, color) +
      circle(x - r * 0.28, top - r * 0.24, r * 0.58, lighter(color, 0.1))
    );
  }).join('');
}

function farmhouse({ stage, colors }: LandScene, x: number, y: number): string {
  const u = stage.unit * 0.032;
  return (
    rect(x - u, y - u, u * 2, u * 1.3, lighter(colors.light, 0.2)) +
    path(
      polygon([
        [x - u * 1.25, y - u],
        [x, y - u * 2],
        [x + u * 1.25, y - u],
      ]),
      colors.accent,
    ) +
    rect(x - u * 0.22, y - u * 0.45, u * 0.44, u * 0.75, colors.near)
  );
}
