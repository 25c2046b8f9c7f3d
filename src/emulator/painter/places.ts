import { city } from './city.ts';
import { conifers, dunes, hills, layer, mountains, softLine, type LandScene } from './land.ts';
import { space } from './space.ts';
import { ellipse, lighter, line, mix, n, path, rect, verticalGradient, type Point } from './svg.ts';
import type { PlaceName } from './wish.ts';

/** Every place a scene can be set in. */
export const PLACES: Readonly<Record<PlaceName, (scene: LandScene) => string>> = {
  mountains,
  hills,
  dunes,
  forest,
  sea,
  city,
  space,
};

function forest(scene: LandScene): string {
  const { stage } = scene;
  const art: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const depth = 0.05 + i * 0.21;
    const y = stage.horizon + stage.unit * (-0.02 + i * 0.08);
    const soft = softLine(scene.random, 1.2);
    const top: Point[] = [];
    for (let t = -0.01; t <= 1.02; t += 0.02) top.push([t * stage.width, y + soft(t) * stage.unit * 0.015]);
    art.push(conifers(scene, y + stage.unit * 0.012, 0.1 + i * 0.035, 0.2 + i * 0.055, depth, 1.5 - i * 0.2));
    art.push(layer(`f${i}`, scene, depth, top));
  }
  return art.join('');
}

function sea(scene: LandScene): string {
  const { stage, colors, light, random } = scene;
  const { width, height, unit } = stage;
  const level = stage.horizon * 0.92;
  const art = [
    island(scene, level),
    `<defs>${verticalGradient('water', [
      { at: 0, color: mix(colors.sky[2], colors.far, 0.55) },
      { at: 0.3, color: colors.far },
      { at: 1, color: mix(colors.near, colors.far, 0.12) },
    ])}</defs>`,
    rect(0, level, width, height - level + 2, 'url(#water)'),
  ];
  // The light lies on the water as short strokes that spread as they come nearer.
  for (
    let y = level + unit * 0.008;
    y < height;
    y += unit * (0.008 + 0.035 * ((y - level) / (height - level)))
  ) {
    const near = (y - level) / (height - level);
    const spread = light.r * (0.9 + near * 1.5);
    for (let i = 0; i < 3; i += 1) {
      const half = light.r * random.between(0.12, 0.75);
      const x = light.x + random.between(-spread, spread) * 0.75;
      art.push(
        ellipse(
          x,
          y,
          half,
          unit * (0.0018 + 0.0035 * near),
          colors.light,
          `opacity="${n(0.75 - near * 0.4)}"`,
        ),
      );
    }
  }
  for (let i = 0; i < 4; i += 1) {
    const y = level + (height - level) * (0.3 + i * 0.2);
    art.push(wave(scene, y, mix(colors.far, colors.near, 0.35 + i * 0.18), i));
  }
  return art.join('');
}

function island({ stage, colors, random }: LandScene, level: number): string {
  const x = stage.width * random.between(0.05, 0.75);
  const w = stage.unit * random.between(0.3, 0.6);
  const h = stage.unit * random.between(0.06, 0.13);
  const color = mix(colors.sky[2], colors.near, 0.36);
  return path(
    `M${n(x)} ${n(level + 2)}C${n(x + w * 0.2)} ${n(level - h * 0.5)} ${n(x + w * 0.28)} ${n(level - h)} ${n(x + w * 0.42)} ${n(level - h)}S${n(x + w * 0.6)} ${n(level - h * 0.35)} ${n(x + w * 0.72)} ${n(level - h * 0.4)}S${n(x + w * 0.95)} ${n(level)} ${n(x + w)} ${n(level + 2)}Z`,
    color,
  );
}

function wave({ stage, colors, random }: LandScene, y: number, color: string, index: number): string {
  const length = stage.unit * (0.12 + index * 0.05);
  const swell = stage.unit * (0.009 + index * 0.004);
  let x = -length * random.between(0.2, 1);
  const parts = [`M${n(x)} ${n(y)}`];
  for (; x < stage.width + length; x += length) {
    parts.push(`q${n(length * 0.25)} ${n(-swell * 2)} ${n(length * 0.5)} 0t${n(length * 0.5)} 0`);
  }
  const crest = parts.join('');
  return (
    path(`${crest}V${n(stage.height + 2)}H-2Z`, color, 'opacity="0.72"') +
    line(crest, lighter(mix(color, colors.light, 0.4), 0.15), stage.unit * 0.0022, 'opacity="0.55"')
  );
}
