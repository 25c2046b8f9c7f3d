import { bear, cat, dog, fox, owl, rabbit, whale, type Ink } from './animals.ts';
import {
  balloon,
  boat,
  castle,
  cup,
  flower,
  house,
  lighthouse,
  mushroom,
  robot,
  rocket,
  tree,
} from './objects.ts';
import type { Palette } from './palette.ts';
import type { Stage } from './stage.ts';
import { mix, n } from './svg.ts';
import type { Wish } from './wish.ts';

/** Standing on the ground, swimming at the water's line, or up in the air. */
type Posture = 'ground' | 'water' | 'air';

interface Subject {
  draw: (ink: Ink) => string;
  /** Its colour where the prompt names none; null takes the palette's accent. */
  color: string | null;
  posture: Posture;
  /** Side of its box in units of the stage. */
  size: number;
}

const subject = (draw: Subject['draw'], color: string | null, posture: Posture, size: number): Subject => ({
  draw,
  color,
  posture,
  size,
});

const SUBJECTS = {
  fox: subject(fox, '#e2692a', 'ground', 0.4),
  cat: subject(cat, '#8c7f86', 'ground', 0.38),
  dog: subject(dog, '#c58b4e', 'ground', 0.4),
  rabbit: subject(rabbit, '#b9a18c', 'ground', 0.36),
  bear: subject(bear, '#7a4f34', 'ground', 0.46),
  owl: subject(owl, '#8a6a4e', 'ground', 0.38),
  whale: subject(whale, '#3f7fa8', 'water', 0.46),
  boat: subject(boat, '#a8432f', 'water', 0.4),
  lighthouse: subject(lighthouse, '#d1402f', 'ground', 0.5),
  house: subject(house, '#c4553b', 'ground', 0.4),
  castle: subject(castle, '#8f8698', 'ground', 0.5),
  rocket: subject(rocket, null, 'air', 0.4),
  robot: subject(robot, '#7f98a8', 'ground', 0.42),
  balloon: subject(balloon, null, 'air', 0.36),
  flower: subject(flower, '#e8608a', 'ground', 0.4),
  mushroom: subject(mushroom, '#d8432f', 'ground', 0.38),
  tree: subject(tree, '#4f8f54', 'ground', 0.46),
  cup: subject(cup, null, 'ground', 0.38),
} as const satisfies Record<string, Subject>;

export type SubjectName = keyof typeof SUBJECTS;

export function postureOf(name: SubjectName): Posture {
  return SUBJECTS[name].posture;
}

/** The subject in its place: `across` is where it stands, 0 left to 1 right; `scale` 1 is its natural size. */
export function paintSubject(
  name: SubjectName,
  wish: Wish,
  colors: Palette,
  stage: Stage,
  across: number,
  scale = 1,
): string {
  const { draw, color, posture, size }: Subject = SUBJECTS[name];
  const main = wish.color ?? color ?? colors.accent;
  const ink: Ink = {
    main,
    dark: '#2a2029',
    light: mix(main, '#fff8ec', 0.86),
    accent: wish.color === null ? colors.accent : mix(colors.accent, '#ffffff', 0.25),
  };
  // A tall box (ears, smoke, flames) needs a quarter more room than its 200 units.
  const side = Math.min(stage.unit * size * scale, stage.height * 0.74);
  const x = across * stage.width - side / 2;
  const foot =
    posture === 'air'
      ? stage.horizon * 0.72
      : stage.height - stage.unit * (posture === 'water' ? 0.13 : 0.035);
  return `<g transform="translate(${n(x)} ${n(Math.max(foot, side * 1.16) - side)}) scale(${(side / 200).toFixed(4)})">${draw(ink)}</g>`;
}
