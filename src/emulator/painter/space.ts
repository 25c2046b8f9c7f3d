import { layer, softLine, type LandScene } from './land.ts';
import { circle, darker, ellipse, lighter, line, n, radialGradient, type Point } from './svg.ts';

/** Nebulae, a small planet, a large one with a ring, and the ground one stands on. */
export function space(scene: LandScene): string {
  const { stage, colors, random } = scene;
  const { width, height, unit } = stage;
  const art = [0, 1, 2].map((i) => {
    const color = [colors.accent, '#5b6cff', '#d557b4'][i] ?? colors.accent;
    return (
      `<defs>${radialGradient(`nebula${i}`, [
        { at: 0, color, opacity: 0.42 },
        { at: 1, color, opacity: 0 },
      ])}</defs>` +
      ellipse(
        width * random.next(),
        height * random.next(),
        unit * random.between(0.4, 0.7),
        unit * random.between(0.22, 0.4),
        `url(#nebula${i})`,
      )
    );
  });
  for (let i = 0; i < 150; i += 1) {
    art.push(
      circle(
        random.next() * width,
        random.next() * height,
        unit * (0.0008 + 0.0022 * random.next() ** 3),
        '#ffffff',
        'opacity="0.8"',
      ),
    );
  }
  const far = {
    x: width * random.between(0.12, 0.3),
    y: height * random.between(0.15, 0.35),
    r: unit * 0.055,
  };
  art.push(planet('p0', far.x, far.y, far.r, '#d38a5c', ''));
  const [x, y, r] = [
    width * random.between(0.52, 0.75),
    height * random.between(0.36, 0.55),
    unit * random.between(0.19, 0.26),
  ];
  const tilt = `transform="rotate(${n(random.between(-24, -10))} ${n(x)} ${n(y)})"`;
  const ring = (sweep: 0 | 1): string =>
    line(
      `M${n(x - r * 1.75)} ${n(y)}A${n(r * 1.75)} ${n(r * 0.42)} 0 0 ${sweep} ${n(x + r * 1.75)} ${n(y)}`,
      lighter(colors.accent, 0.45),
      r * 0.13,
      `opacity="0.85" ${tilt}`,
    );
  art.push(ring(1), planet('p1', x, y, r, colors.accent, tilt), ring(0));
  const ground = softLine(random, 1.6);
  const top: Point[] = [];
  for (let t = -0.01; t <= 1.02; t += 0.02) top.push([t * width, height - unit * (0.1 + 0.03 * ground(t))]);
  return art.join('') + layer('regolith', scene, 0.25, top);
}

function planet(id: string, x: number, y: number, r: number, color: string, tilt: string): string {
  const bands = [-0.55, -0.2, 0.12, 0.5].map((at, i) => {
    const half = Math.sqrt(1 - at * at) * r;
    return ellipse(
      x,
      y + at * r,
      half * 0.985,
      r * (i % 2 === 0 ? 0.075 : 0.05),
      i % 2 === 0 ? darker(color, 0.12) : lighter(color, 0.18),
      tilt,
    );
  });
  return (
    `<defs><linearGradient id="${id}" x1="0" y1="0" x2="1" y2="1"><stop offset="0.45" stop-color="#05061a" stop-opacity="0"/><stop offset="1" stop-color="#05061a" stop-opacity="0.78"/></linearGradient></defs>` +
    circle(x, y, r, color) +
    bands.join('') +
    circle(x, y, r, `url(#${id})`)
  );
}
