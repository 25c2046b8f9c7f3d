import type { PaletteName } from './palette.ts';
import type { SubjectName } from './subjects.ts';

export type PlaceName = 'mountains' | 'forest' | 'sea' | 'dunes' | 'city' | 'hills' | 'space';
export type Weather = 'snow' | 'rain' | 'stars' | 'clouds';

/** What the words of a prompt ask for, as far as the painter understands them. */
export interface Wish {
  subject: SubjectName | null;
  /** Of the subject where it stands right before it ("red fox"), else of whatever calls in the picture. */
  color: string | null;
  place: { name: PlaceName; mood: PaletteName } | null;
  mood: PaletteName | null;
  weather: Weather | null;
  wantsMoon: boolean;
  wantsSun: boolean;
}

type Table<T> = readonly (readonly [words: RegExp, meaning: T])[];

const words = (list: string): RegExp => new RegExp(`\\b(?:${list})\\b`, 'iu');

const SUBJECTS: Table<SubjectName> = [
  [words('fox(?:es)?'), 'fox'],
  [words('cats?|kitten|kitty'), 'cat'],
  [words('dogs?|puppy|wolf'), 'dog'],
  [words('owls?'), 'owl'],
  [words('rabbits?|bunny|hare'), 'rabbit'],
  [words('bears?|panda'), 'bear'],
  [words('whales?|dolphin'), 'whale'],
  [words('boats?|ship|sail(?:ing|boat)?'), 'boat'],
  [words('lighthouse'), 'lighthouse'],
  [words('houses?|cottage|hut|cabin|home'), 'house'],
  [words('castle|palace|fortress|tower'), 'castle'],
  [words('rockets?|spaceship|space ship'), 'rocket'],
  [words('robots?|android'), 'robot'],
  [words('balloons?'), 'balloon'],
  [words('flowers?|rose|tulip|sunflower|daisy'), 'flower'],
  [words('mushrooms?|toadstool'), 'mushroom'],
  [words('trees?|oak'), 'tree'],
  [words('coffee|cup|tea|mug'), 'cup'],
];

const PLACES: Table<{ name: PlaceName; mood: PaletteName }> = [
  [words('space|galaxy|planets?|cosmos|cosmic|universe|astronaut'), { name: 'space', mood: 'night' }],
  [words('sea|ocean|beach|lake|harbou?r|waves?|island|coast|shore|underwater'), { name: 'sea', mood: 'sea' }],
  [words('forest|woods?|jungle|pines?|taiga'), { name: 'forest', mood: 'forest' }],
  [words('desert|dunes?|sahara|sand'), { name: 'dunes', mood: 'desert' }],
  [words('city|town|skyline|street|cyberpunk|tokyo|york|skyscrapers?|neon'), { name: 'city', mood: 'dusk' }],
  [words('mountains?|alps|peaks?|cliffs?|volcano|summit'), { name: 'mountains', mood: 'dawn' }],
  [words('hills?|meadow|field|farm|garden|valley|countryside|grass'), { name: 'hills', mood: 'meadow' }],
];

const MOODS: Table<PaletteName> = [
  [words('night|midnight|moon(?:lit|light)?|stars?|starry|dark'), 'night'],
  [words('aurora|northern lights|magic(?:al)?|neon|cyberpunk'), 'aurora'],
  [words('snow(?:y|ing)?|winter|ice|icy|arctic|frozen|frost'), 'snow'],
  [words('autumn|fall leaves|october'), 'autumn'],
  [words('volcano|lava|fire|flames?|dragon|hell'), 'ember'],
  [words('sunset|dusk|evening'), 'dusk'],
  [words('sunrise|dawn|morning'), 'dawn'],
  [words('ink|sketch|drawing|minimal(?:ist)?|japanese|woodcut'), 'ink'],
  [words('candy|dream(?:y)?|unicorn|fairy|vaporwave|synthwave'), 'candy'],
  [words('day(?:light)?|sun(?:ny)?|summer|noon|bright'), 'day'],
];

const WEATHERS: Table<Weather> = [
  [words('snow(?:y|ing)?|blizzard|winter'), 'snow'],
  [words('rain(?:y|ing)?|storm(?:y)?|drizzle'), 'rain'],
  [words('stars?|starry|night|galaxy|space|universe'), 'stars'],
  [words('clouds?|cloudy|fog(?:gy)?|mist(?:y)?'), 'clouds'],
];

const COLORS: Table<string> = [
  [words('red|crimson|scarlet'), '#d8432f'],
  [words('orange|ginger'), '#f0822e'],
  [words('golden|gold|yellow'), '#f2bd3a'],
  [words('green|emerald'), '#3f9d5c'],
  [words('turquoise|teal|cyan'), '#27a9a1'],
  [words('blue|azure'), '#3a78c9'],
  [words('purple|violet'), '#8455c7'],
  [words('pink|magenta'), '#ec6fa5'],
  [words('white'), '#f3efe6'],
  [words('black'), '#2d2b36'],
  [words('grey|gray|silver'), '#8d949e'],
  [words('brown'), '#8a5a3a'],
];

/** The colour whose word stands first: "a red fox under a blue moon" means a red one. */
function firstColor(prompt: string): string | null {
  let best: { at: number; color: string } | null = null;
  for (const [pattern, color] of COLORS) {
    const at = prompt.search(pattern);
    if (at >= 0 && (best === null || at < best.at)) best = { at, color };
  }
  return best?.color ?? null;
}

function firstOf<T>(table: Table<T>, prompt: string): T | null {
  return table.find(([pattern]) => pattern.test(prompt))?.[1] ?? null;
}

export function wishOf(prompt: string): Wish {
  return {
    subject: firstOf(SUBJECTS, prompt),
    color: firstColor(prompt),
    place: firstOf(PLACES, prompt),
    mood: firstOf(MOODS, prompt),
    weather: firstOf(WEATHERS, prompt),
    wantsMoon: words('moon(?:lit|light)?').test(prompt),
    wantsSun: words('sun(?:ny|set|rise)?').test(prompt),
  };
}
