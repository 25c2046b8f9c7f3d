import { circle, darker, ellipse, lighter, line, path } from './svg.ts';

/** All subjects are drawn in a box of 200 by 200 units and stand on its bottom, in the middle. */
export interface Ink {
  /** What the thing is coloured with. */
  main: string;
  dark: string;
  light: string;
  accent: string;
}

interface Features {
  ears: string;
  /** Paths of the inner ears. */
  innerEars: string;
  tail: string;
  tailTip?: string;
  mask?: string;
  eyes?: string;
  muzzle?: string;
}

/** A sitting animal, seen from the front: six kinds differ in ears, tail, mask and snout. */
function sitting(ink: Ink, features: Features): string {
  const shade = darker(ink.main, 0.16);
  return [
    ellipse(100, 198, 62, 6, '#000000', 'opacity="0.22"'),
    features.tail,
    features.tailTip ?? '',
    path('M64 196C50 140 72 108 100 108s50 32 36 88Z', ink.main),
    path('M78 196C72 152 84 124 100 124s28 28 22 72Z', ink.light),
    path('M70 198c0-12 22-12 24 0ZM106 198c2-12 24-12 24 0Z', shade),
    line('M100 152v40', shade, 2.4, 'opacity="0.5"'),
    features.ears,
    features.innerEars,
    path('M52 84c0-34 22-52 48-52s48 18 48 52c0 22-26 42-48 42S52 106 52 84Z', ink.main),
    features.mask ??
      path('M54 88c14-6 34 2 46 28c12-26 32-34 46-28c-2 22-26 38-46 38S56 110 54 88Z', ink.light),
    features.eyes ?? eyes(79, 121, 80, 6.4, ink.dark),
    features.muzzle ??
      path('M93 104h14c2 6-4 11-7 11s-9-5-7-11Z', ink.dark) +
        line('M100 115c-3 6-9 6-12 3M100 115c3 6 9 6 12 3', ink.dark, 2.2),
  ].join('');
}

function eyes(left: number, right: number, y: number, r: number, color: string): string {
  return [left, right]
    .map((x) => ellipse(x, y, r, r * 1.15, color) + circle(x + r * 0.32, y - r * 0.42, r * 0.32, '#ffffff'))
    .join('');
}

export function fox(ink: Ink): string {
  return sitting(ink, {
    tail: path('M128 192C176 196 196 160 180 118C176 106 168 100 166 108C166 138 150 158 124 168Z', ink.main),
    tailTip: path(
      'M180 118C176 106 168 100 166 108C165 120 163 128 160 136C168 132 176 136 182 140C183 132 182 124 180 118Z',
      ink.light,
    ),
    ears: path(
      'M54 80C46 50 46 26 52 12C68 20 84 34 92 48ZM146 80C154 50 154 26 148 12C132 20 116 34 108 48Z',
      ink.main,
    ),
    innerEars: path(
      'M60 58C56 44 56 34 58 26C66 32 74 40 79 47ZM140 58C144 44 144 34 142 26C134 32 126 40 121 47Z',
      ink.dark,
    ),
  });
}

export function cat(ink: Ink): string {
  return sitting(ink, {
    tail: line('M132 188C172 192 182 162 168 140C160 128 172 116 182 122', ink.main, 15),
    ears: path(
      'M54 76C50 48 52 32 56 22C70 28 84 38 90 46ZM146 76C150 48 148 32 144 22C130 28 116 38 110 46Z',
      ink.main,
    ),
    innerEars: path(
      'M61 54C60 44 60 38 62 33C69 37 76 42 80 47ZM139 54C140 44 140 38 138 33C131 37 124 42 120 47Z',
      '#f2a7a0',
    ),
    mask:
      path('M82 106c0-12 10-14 18-14s18 2 18 14s-10 20-18 20s-18-8-18-20Z', ink.light) +
      line('M92 40v14M100 36v18M108 40v14', darker(ink.main, 0.28), 4.5),
    eyes: [79, 121]
      .map(
        (x) =>
          ellipse(x, 80, 9.5, 8.4, '#d9e86a') +
          ellipse(x, 80, 3, 7.6, '#1d1a20') +
          circle(x + 2, 77, 1.8, '#ffffff'),
      )
      .join(''),
    muzzle:
      path('M94 99h12c1 4-3 8-6 8s-7-4-6-8Z', '#e08a86') +
      line('M100 107c-2 5-8 6-11 3M100 107c2 5 8 6 11 3', ink.dark, 2) +
      line('M78 104l-30-5M78 109l-28 4M122 104l30-5M122 109l28 4', ink.dark, 1.3, 'opacity="0.55"'),
  });
}

export function dog(ink: Ink): string {
  return sitting(ink, {
    tail: path('M130 186C160 182 174 162 172 138C171 128 160 130 160 140C158 154 146 162 126 166Z', ink.main),
    ears: '',
    innerEars: '',
    mask:
      path('M92 34h16c2 26 16 40 18 58c1 18-10 34-26 34S73 110 74 92c2-18 16-32 18-58Z', ink.light) +
      path(
        'M60 46C44 40 34 56 36 82c1 14 8 22 14 20c10-4 8-22 18-38ZM140 46C156 40 166 56 164 82c-1 14-8 22-14 20c-10-4-8-22-18-38Z',
        darker(ink.main, 0.3),
      ),
    muzzle:
      path('M90 98c4-4 16-4 20 0c1 7-6 12-10 12s-11-5-10-12Z', ink.dark) +
      path('M94 115h12v8c0 9-12 9-12 0Z', '#ec7f86') +
      line('M100 109v6M100 115c-3 4-9 4-12 1M100 115c3 4 9 4 12 1', ink.dark, 2.2),
  });
}

export function rabbit(ink: Ink): string {
  return sitting(ink, {
    tail: circle(142, 178, 15, ink.light),
    ears: path(
      'M62 58C44 20 46-24 60-28C76-28 86 10 88 44ZM138 58C156 20 154-24 140-28C124-28 114 10 112 44Z',
      ink.main,
    ),
    innerEars: path(
      'M66 42C56 14 56-10 61-14C68-14 76 14 79 38ZM134 42C144 14 144-10 139-14C132-14 124 14 121 38Z',
      '#f0a9ad',
    ),
    mask: path('M78 106c0-12 10-16 22-16s22 4 22 16s-10 20-22 20s-22-8-22-20Z', ink.light),
    muzzle:
      path('M94 98h12c1 4-3 8-6 8s-7-4-6-8Z', '#e07f8a') +
      line('M100 106v5c-2 4-7 4-9 2M100 111c2 4 7 4 9 2', ink.dark, 2) +
      path('M96 115h8v8h-8Z', '#ffffff'),
  });
}

export function bear(ink: Ink): string {
  return sitting(ink, {
    tail: '',
    ears: circle(62, 46, 21, ink.main) + circle(138, 46, 21, ink.main),
    innerEars: circle(62, 46, 11, darker(ink.main, 0.3)) + circle(138, 46, 11, darker(ink.main, 0.3)),
    mask: ellipse(100, 103, 26, 20, lighter(ink.main, 0.5)),
    muzzle:
      path('M90 94c4-4 16-4 20 0c1 7-6 11-10 11s-11-4-10-11Z', ink.dark) +
      line('M100 105v5c-3 4-8 4-11 1M100 110c3 4 8 4 11 1', ink.dark, 2.2),
  });
}

export function owl(ink: Ink): string {
  const wing = darker(ink.main, 0.22);
  const feathers = [0, 1, 2].flatMap((row) =>
    [-1, 0, 1].map((column) => `M${100 + column * 18 - 7} ${128 + row * 17}q7 11 14 0`),
  );
  return [
    line('M22 190C70 184 130 186 182 180', darker(ink.main, 0.55), 11),
    path(
      'M46 66C44 42 46 28 50 18C64 30 82 36 100 36s36-6 50-18c4 10 6 24 4 48c6 20 6 36 2 58c-6 40-30 64-56 64s-50-24-56-64c-4-22-4-38 2-58Z',
      ink.main,
    ),
    path('M66 118c8-14 60-14 68 0c6 36-10 62-34 62s-40-26-34-62Z', ink.light),
    line(feathers.join(''), wing, 3),
    path('M46 96c-14 26-10 60 12 82c6-24 4-56-12-82ZM154 96c14 26 10 60-12 82c-6-24-4-56 12-82Z', wing),
    [74, 126]
      .map(
        (x) =>
          circle(x, 78, 27, ink.light) +
          circle(x, 78, 19, '#f6c445') +
          circle(x, 78, 11.5, '#1c1a22') +
          circle(x + 5, 73, 4, '#ffffff'),
      )
      .join(''),
    path('M92 92h16l-8 20Z', '#e8893a'),
    line('M80 184v8M88 186v8M112 186v8M120 184v8', '#e8893a', 5),
  ].join('');
}

export function whale(ink: Ink): string {
  return [
    path(
      'M16 128C20 82 64 66 108 76C134 82 146 104 166 100C176 98 172 84 164 74C180 74 190 82 192 94C198 84 206 82 214 84C212 112 196 124 184 130C166 158 128 172 84 170C40 168 14 156 16 128Z',
      ink.main,
    ),
    path('M18 138C54 152 92 146 120 132C130 148 112 166 84 168C42 168 18 158 18 138Z', ink.light),
    line('M34 152q30 10 62 2M48 161q24 5 44 0', darker(ink.light, 0.2), 2),
    path('M92 144c4 20 18 30 34 30c0-16-8-28-22-34Z', darker(ink.main, 0.2)),
    circle(44, 126, 5, ink.dark) + circle(45.6, 124.4, 1.6, '#ffffff'),
    line('M72 66C70 44 60 34 46 36M72 66C74 44 84 34 98 36M72 64V32', '#eaf6ff', 5, 'opacity="0.85"'),
    ellipse(98, 178, 104, 9, ink.dark, 'opacity="0.3"'),
    line('M-16 172q22 8 44 2M26 182q44 8 88 0M124 176q30 6 60-2', '#ffffff', 3, 'opacity="0.5"'),
  ].join('');
}
