import type { Random } from '../random.ts';
import type { Palette } from './palette.ts';
import { circle, line, lighter, mix, n, path, radialGradient, rect, verticalGradient } from './svg.ts';
import type { Stage } from './stage.ts';
import type { Weather, Wish } from './wish.ts';

/** Where the sun or the moon stands, for water to mirror. */
export interface Light {
  x: number;
  y: number;
  r: number;
}

export function paintSky(
  stage: Stage,
  colors: Palette,
  wish: Wish,
  random: Random,
): { art: string; light: Light } {
  const { width, height, unit, horizon } = stage;
  const [top, middle, low] = colors.sky;
  const light = {
    x: width * random.between(0.2, 0.8),
    y: horizon * random.between(0.24, 0.62),
    r: unit * random.between(0.075, 0.13),
  };
  const inSpace = wish.place?.name === 'space';
  const isNight = colors.isDark || wish.wantsMoon;
  const art = [
    `<defs>${verticalGradient('sky', [
      { at: 0, color: top },
      { at: 0.36, color: middle },
      { at: 0.68, color: low },
      { at: 1, color: low },
    ])}${radialGradient('glow', [
      { at: 0, color: colors.light, opacity: isNight ? 0.4 : 0.75 },
      { at: 0.35, color: colors.light, opacity: isNight ? 0.16 : 0.3 },
      { at: 1, color: colors.light, opacity: 0 },
    ])}</defs>`,
    rect(0, 0, width, height, 'url(#sky)'),
    isNight || wish.weather === 'stars' ? stars(stage, random) : '',
    inSpace ? '' : air(stage, colors, wish, isNight, light, random),
  ].join('');
  return { art, light };
}

/** What only a planet with air has: a sun or a moon in its glow, clouds, birds. */
function air(
  stage: Stage,
  colors: Palette,
  wish: Wish,
  isNight: boolean,
  light: Light,
  random: Random,
): string {
  return [
    circle(light.x, light.y, light.r * 4.6, 'url(#glow)'),
    isNight && !wish.wantsSun ? moon(light, colors, random) : circle(light.x, light.y, light.r, colors.light),
    clouds(stage, colors, wish.weather === 'clouds' ? 9 : random.int(2, 5), random),
    isNight ? '' : birds(stage, colors, random),
  ].join('');
}

export function stars({ width, unit, horizon }: Stage, random: Random): string {
  const dots: string[] = [];
  const count = Math.round((150 * width * horizon) / 700_000);
  for (let i = 0; i < count; i += 1) {
    const bright = random.next() ** 3;
    const opacity = `opacity="${n(0.35 + 0.6 * random.next())}"`;
    dots.push(
      circle(
        random.next() * width,
        random.next() * horizon,
        unit * (0.0008 + 0.0022 * bright),
        '#ffffff',
        opacity,
      ),
    );
  }
  return dots.join('');
}

export function moon({ x, y, r }: Light, colors: { light: string; far: string }, random: Random): string {
  const shade = mix(colors.light, colors.far, 0.28);
  const craters = [0, 1, 2, 3].map((i) => {
    const angle = i * 1.7 + random.next();
    const away = r * random.between(0.15, 0.6);
    return circle(
      x + Math.cos(angle) * away,
      y + Math.sin(angle) * away,
      r * random.between(0.08, 0.2),
      shade,
    );
  });
  return circle(x, y, r, colors.light) + craters.join('');
}

/** Clouds are flat: a row of round humps on a rounded bar. */
function clouds({ width, unit, horizon }: Stage, colors: Palette, count: number, random: Random): string {
  const color = colors.isDark ? lighter(colors.sky[1], 0.12) : lighter(colors.sky[2], 0.45);
  const art: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const length = unit * random.between(0.16, 0.42);
    const x = random.between(-0.1, 0.95) * width;
    const y = horizon * random.between(0.1, 0.72);
    const thick = length * random.between(0.07, 0.11);
    const humps = random.int(2, 4);
    const body = Array.from({ length: humps }, (_, hump) => {
      const r = thick * random.between(1.2, 2.1);
      const cx = x + (length * (hump + 0.6 + random.between(-0.15, 0.15))) / (humps + 0.2);
      return `M${n(cx - r)} ${n(y - thick)}a${n(r)} ${n(r)} 0 0 1 ${n(r * 2)} 0Z`;
    });
    const base = rect(x - thick, y - thick * 2, length + thick * 2, thick * 2, color, `rx="${n(thick)}"`);
    const opacity = n(random.between(0.3, 0.62));
    art.push(`<g opacity="${opacity}">${base}${path(body.join(''), color)}</g>`);
  }
  return art.join('');
}

function birds({ width, unit, horizon }: Stage, colors: Palette, random: Random): string {
  if (random.chance(0.35)) return '';
  const [x, y] = [width * random.between(0.15, 0.75), horizon * random.between(0.2, 0.5)];
  return Array.from({ length: random.int(3, 7) }, () => {
    const [bx, by] = [x + unit * random.between(-0.12, 0.12), y + unit * random.between(-0.06, 0.06)];
    const wing = unit * random.between(0.008, 0.018);
    return line(
      `M${n(bx - wing)} ${n(by - wing * 0.3)}q${n(wing * 0.6)} ${n(-wing * 0.5)} ${n(wing)} ${n(wing * 0.4)}q${n(wing * 0.4)} ${n(-wing * 0.9)} ${n(wing)} ${n(-wing * 0.4)}`,
      mix(colors.near, colors.far, 0.25),
      unit * 0.0028,
    );
  }).join('');
}

/** What falls in front of everything. */
export function paintWeather(
  { width, height, unit }: Stage,
  weather: Weather | null,
  random: Random,
): string {
  if (weather !== 'snow' && weather !== 'rain') return '';
  const count = Math.round((weather === 'snow' ? 260 : 190) * ((width * height) / 1_000_000));
  return Array.from({ length: count }, () => {
    const [x, y] = [random.next() * width, random.next() * height];
    const opacity = `opacity="${n(random.between(0.25, 0.95))}"`;
    if (weather === 'snow') {
      return circle(x, y, unit * (0.0014 + 0.0058 * random.next() ** 3), '#ffffff', opacity);
    }
    const drop = unit * random.between(0.02, 0.05);
    return line(`M${n(x)} ${n(y)}l${n(-drop * 0.28)} ${n(drop)}`, '#e8f3ff', unit * 0.0018, opacity);
  }).join('');
}
