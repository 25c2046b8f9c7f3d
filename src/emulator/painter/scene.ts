import { randomOf } from '../random.ts';
import { choosePalette } from './palette.ts';
import { PLACES } from './places.ts';
import { paintSky, paintWeather } from './sky.ts';
import type { Stage } from './stage.ts';
import { paintSubject, postureOf, type SubjectName } from './subjects.ts';
import { wishOf, type PlaceName } from './wish.ts';

const OPEN_PLACES = ['mountains', 'forest', 'sea', 'dunes', 'city', 'hills'] as const;
const LAND_PLACES = ['mountains', 'forest', 'hills', 'hills'] as const;

/** Something small for the eye where the prompt names nothing that the painter can draw. */
const COMPANIONS: Readonly<Record<PlaceName, SubjectName | null>> = {
  sea: 'boat',
  hills: 'balloon',
  mountains: 'balloon',
  dunes: 'balloon',
  space: 'rocket',
  forest: null,
  city: null,
};

/** A landscape that the prompt steers and the seed varies. */
export function paintScene(stage: Stage, prompt: string, ...seeds: readonly (string | number)[]): string {
  const wish = wishOf(prompt);
  // Each part draws from a stream of its own, so that one more cloud does not move a mountain.
  const random = (part: string): ReturnType<typeof randomOf> => randomOf(part, prompt, ...seeds);
  const choice = random('choice');
  const colors = choosePalette(wish, choice);
  const place = wish.place?.name ?? placeFor(wish.subject, choice);
  const sky = paintSky(stage, colors, wish, random('sky'));
  const land = PLACES[place]({ stage, colors, light: sky.light, random: random('land') });
  const across = choice.between(0.32, 0.68);
  const companion = choice.chance(0.6) ? COMPANIONS[place] : null;
  let figure = '';
  if (wish.subject) figure = paintSubject(wish.subject, wish, colors, stage, across);
  else if (companion) figure = paintSubject(companion, wish, colors, stage, across, 0.45);
  return sky.art + land + figure + paintWeather(stage, wish.weather, random('weather'));
}

function placeFor(subject: SubjectName | null, choice: ReturnType<typeof randomOf>): PlaceName {
  const anywhere = choice.pick(OPEN_PLACES);
  const onLand = choice.pick(LAND_PLACES);
  if (subject === null) return anywhere;
  const posture = postureOf(subject);
  if (posture === 'water' || subject === 'lighthouse') return 'sea';
  return posture === 'air' ? anywhere : onLand;
}
