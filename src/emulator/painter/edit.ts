import sharp, { type Blend, type Sharp } from 'sharp';

import { randomOf, type Random } from '../random.ts';
import { arrange } from './collage.ts';
import { choosePalette } from './palette.ts';
import type { Size } from './size.ts';
import { moon, paintWeather, stars } from './sky.ts';
import { circle, radialGradient, rect, svg, verticalGradient } from './svg.ts';
import { stageOf } from './stage.ts';
import { paintSubject } from './subjects.ts';
import { wishOf } from './wish.ts';

interface EditContext {
  size: Size;
  captionHeight: number;
  random: Random;
}

type Change = (picture: Buffer, context: EditContext) => Promise<Buffer>;

/** What an edit can ask for. All that the prompt names are done, in this order. */
const CHANGES: readonly (readonly [words: RegExp, change: Change])[] = [
  [/\b(flip|flipped|mirror|mirrored)\b/iu, (picture) => raw(sharp(picture).flop())],
  [/\bupside[ -]down\b/iu, (picture) => raw(sharp(picture).flip())],
  [/\b(blur|blurred|blurry|out of focus|soft focus)\b/iu, (picture) => raw(sharp(picture).blur(14))],
  [/\b(pixel|pixels|pixelated?|pixel art|8-bit)\b/iu, pixelate],
  [/\b(invert|inverted|negative)\b/iu, (picture) => raw(sharp(picture).negate({ alpha: false }))],
  [
    /\b(black (and|&) white|black-and-white|gr[ae]yscale|monochrome|b&w|noir)\b/iu,
    (picture) => raw(sharp(picture).greyscale()),
  ],
  [/\b(sepia|vintage|old photo(graph)?)\b/iu, (picture) => raw(sharp(picture).recomb(SEPIA))],
  [/\b(night|midnight|nighttime|moonlight|moonlit)\b/iu, makeNight],
  [/\b(sunset|sunrise|golden hour|dusk|dawn|evening)\b/iu, makeGolden],
  [
    /\b(brighter|bright|daylight|sunny|day)\b/iu,
    (picture) => raw(sharp(picture).modulate({ brightness: 1.28, saturation: 1.12 })),
  ],
  [/\bdarker\b/iu, (picture) => raw(sharp(picture).modulate({ brightness: 0.62 }))],
  [/\b(snow|snowy|snowing|winter)\b/iu, (picture, context) => fall(picture, context, 'snow')],
  [/\b(rain|rainy|raining|storm)\b/iu, (picture, context) => fall(picture, context, 'rain')],
];

/** Words that ask for one thing more. */
const ADDITION = /\b(add|insert|include|draw|with an?)\b/iu;

/** The common sepia matrix of the W3C's filter effects. */
const SEPIA: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/** The references, arranged and visibly changed as the prompt says; a tint where it names no change that the painter knows. */
export async function paintEdit(
  references: readonly Buffer[],
  size: Size,
  captionHeight: number,
  prompt: string,
  ...seeds: readonly (string | number)[]
): Promise<Buffer> {
  const context = { size, captionHeight, random: randomOf('edit', prompt, ...seeds) };
  const wish = wishOf(prompt);
  let picture = await arrange(references, size, captionHeight);
  const wanted = CHANGES.filter(([words]) => words.test(prompt));
  if (wanted.length === 0) picture = await tint(picture, prompt, context);
  for (const [, change] of wanted) picture = await change(picture, context);
  // "Add a fox" shows one, small, in front; "make the fox blue" is about one that is there.
  if (!wish.subject || !ADDITION.test(prompt)) return picture;
  const stage = stageOf(size, captionHeight);
  const across = context.random.between(0.2, 0.8);
  const figure = paintSubject(wish.subject, wish, choosePalette(wish, context.random), stage, across, 0.7);
  return over(picture, size, figure);
}

function raw(image: Sharp): Promise<Buffer> {
  return image.toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();
}

function over(picture: Buffer, { width, height }: Size, art: string, blend: Blend = 'over'): Promise<Buffer> {
  return raw(sharp(picture).composite([{ input: svg(width, height, art), blend }]));
}

async function tint(picture: Buffer, prompt: string, { size, random }: EditContext): Promise<Buffer> {
  const colors = choosePalette(wishOf(prompt), random);
  const veil =
    `<defs>${verticalGradient('tint', [
      { at: 0, color: colors.sky[1] },
      { at: 1, color: colors.accent },
    ])}</defs>` + rect(0, 0, size.width, size.height, 'url(#tint)');
  return over(await raw(sharp(picture).modulate({ saturation: 0.75 })), size, veil, 'soft-light');
}

async function makeNight(picture: Buffer, { size, captionHeight, random }: EditContext): Promise<Buffer> {
  const dark = await raw(sharp(picture).modulate({ brightness: 0.85, saturation: 0.6 }));
  const blue = await over(dark, size, rect(0, 0, size.width, size.height, '#4a5ea6'), 'multiply');
  const stage = stageOf(size, captionHeight);
  const light = {
    x: size.width * random.between(0.68, 0.86),
    y: stage.height * random.between(0.13, 0.24),
    r: stage.unit * 0.062,
  };
  const glow = radialGradient('moonlight', [
    { at: 0, color: '#dfe6ff', opacity: 0.5 },
    { at: 1, color: '#dfe6ff', opacity: 0 },
  ]);
  const art =
    stars({ ...stage, horizon: stage.height * 0.55 }, random) +
    `<defs>${glow}</defs>${circle(light.x, light.y, light.r * 4.5, 'url(#moonlight)')}` +
    moon(light, { light: '#f7f2de', far: '#7f88b8' }, random);
  return over(blue, size, art);
}

async function makeGolden(picture: Buffer, { size }: EditContext): Promise<Buffer> {
  const warm =
    `<defs>${verticalGradient('golden', [
      { at: 0, color: '#ff9a6b' },
      { at: 0.6, color: '#ffc06b' },
      { at: 1, color: '#c7708a' },
    ])}</defs>` + rect(0, 0, size.width, size.height, 'url(#golden)', 'opacity="0.8"');
  return over(picture, size, warm, 'multiply').then((next) =>
    raw(sharp(next).modulate({ brightness: 1.12, saturation: 1.15 })),
  );
}

/** Blocks of about a 64th of the picture's shorter side. */
async function pixelate(picture: Buffer, { size }: EditContext): Promise<Buffer> {
  const block = Math.max(4, Math.round(Math.min(size.width, size.height) / 64));
  const small = await raw(
    sharp(picture).resize(Math.round(size.width / block), Math.round(size.height / block)),
  );
  return raw(sharp(small).resize(size.width, size.height, { kernel: 'nearest' }));
}

function fall(
  picture: Buffer,
  { size, captionHeight, random }: EditContext,
  weather: 'snow' | 'rain',
): Promise<Buffer> {
  return over(picture, size, paintWeather(stageOf(size, captionHeight), weather, random));
}
