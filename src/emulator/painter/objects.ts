import type { Ink } from './animals.ts';
import { circle, darker, ellipse, lighter, line, path, rect } from './svg.ts';

const shadow = (half: number): string => ellipse(100, 198, half, 5, '#000000', 'opacity="0.22"');

export function boat(ink: Ink): string {
  return [
    path('M96 8h6v150h-6Z', darker(ink.main, 0.5)),
    path('M104 16C150 50 166 100 170 142H104Z', '#fbf6ea') +
      path('M104 78C140 96 156 118 164 142H104Z', '#e8dfcc'),
    path('M92 34C66 70 50 108 46 142H92Z', ink.accent),
    path('M20 152H184C178 182 160 196 142 196H62C42 196 28 182 20 152Z', ink.main),
    path('M24 164H180l-4 9H28Z', lighter(ink.main, 0.5)),
    ellipse(102, 196, 104, 8, ink.dark, 'opacity="0.35"'),
    line('M0 190q20 8 40 2M52 200q44 6 84 0M150 194q24 6 48-2', '#ffffff', 3, 'opacity="0.5"'),
  ].join('');
}

export function lighthouse(ink: Ink): string {
  const bands = [0, 1, 2].map((i) => {
    const y = 84 + i * 40;
    const grow = (y - 60) * 0.115;
    return path(`M${80 - grow} ${y}h${40 + grow * 2}l2.3 20h${-(44.6 + grow * 2)}Z`, ink.main);
  });
  return [
    `<defs><linearGradient id="beam"><stop offset="0" stop-color="#fff3c0" stop-opacity="0"/><stop offset="0.5" stop-color="#fff3c0" stop-opacity="0.6"/><stop offset="1" stop-color="#fff3c0" stop-opacity="0"/></linearGradient></defs>`,
    path('M100 42L-180-12V90L100 42L380-12V90Z', 'url(#beam)'),
    path('M20 200C30 176 60 172 78 178C100 168 150 170 180 200Z', ink.dark),
    path('M80 60H120L136 190H64Z', '#fbf4e6'),
    ...bands,
    path('M106 60H120L136 190H112Z', '#000000', 'opacity="0.13"'),
    rect(72, 54, 56, 8, ink.dark) +
      rect(84, 28, 32, 27, '#ffe58a') +
      line('M95 28v27M106 28v27', ink.dark, 2.4),
    path('M78 29H122L100 4Z', ink.main) + circle(100, 3, 4, ink.dark),
    path('M92 190v-20c0-12 16-12 16 0v20Z', ink.dark),
  ].join('');
}

export function house(ink: Ink): string {
  return [
    shadow(86),
    rect(134, 40, 20, 46, darker(ink.main, 0.35)),
    line('M144 34c-8-10 8-14 0-24s8-14 0-24', '#ffffff', 7, 'opacity="0.4"'),
    rect(36, 98, 128, 98, '#f8eddb') + rect(116, 98, 48, 98, '#000000', 'opacity="0.08"'),
    path('M16 104L100 36L184 104L176 112L100 54L24 112Z', ink.main) +
      path('M36 102L100 52L164 102Z', '#f8eddb'),
    path('M86 196v-44c0-18 28-18 28 0v44Z', darker(ink.main, 0.25)) + circle(107, 172, 2.6, '#ffe08a'),
    [50, 126]
      .map((x) => rect(x, 124, 26, 28, '#ffd97a') + line(`M${x + 13} 124v28M${x} 138h26`, ink.dark, 2.6))
      .join(''),
    circle(100, 84, 10, '#ffd97a') + line('M100 74v20M90 84h20', ink.dark, 2.4),
    path('M20 198c0-20 22-24 28-8c8-8 20 0 18 8ZM136 198c0-16 18-20 24-6c8-8 24-2 22 6Z', '#3f7d55'),
  ].join('');
}

export function castle(ink: Ink): string {
  const stone = lighter(ink.main, 0.35);
  const tower = (x: number, top: number, w: number): string =>
    rect(x, top, w, 198 - top, stone) +
    rect(x + w * 0.6, top, w * 0.4, 198 - top, '#000000', 'opacity="0.1"') +
    path(`M${x - 6} ${top}H${x + w + 6}L${x + w / 2} ${top - w * 1.35}Z`, ink.accent) +
    line(`M${x + w / 2} ${top - w * 1.35}v-14`, ink.dark, 2) +
    path(`M${x + w / 2} ${top - w * 1.35 - 15}l16 5l-16 5Z`, ink.main) +
    path(`M${x + w / 2 - 5} ${top + 32}v-12c0-8 10-8 10 0v12Z`, ink.dark);
  const battlements = [0, 1, 2, 3, 4, 5, 6].map((i) => rect(38 + i * 18.4, 112, 11, 12, stone)).join('');
  return [
    shadow(92),
    tower(84, 66, 32),
    rect(34, 122, 132, 76, darker(stone, 0.07)) + battlements,
    tower(16, 96, 30) + tower(154, 96, 30),
    path('M80 198v-34c0-26 40-26 40 0v34Z', ink.dark) +
      line('M90 146v50M100 142v54M110 146v50M82 164h36M82 180h36', darker(stone, 0.4), 2),
  ].join('');
}

export function rocket(ink: Ink): string {
  return [
    path('M82 158C76 190 92 206 100 222C108 206 124 190 118 158Z', '#ff9d2e') +
      path('M90 158C88 180 96 190 100 202C104 190 112 180 110 158Z', '#ffe27a'),
    path('M68 104C46 116 40 140 44 164L72 146ZM132 104C154 116 160 140 156 164L128 146Z', ink.main),
    path('M100-10C132 18 140 72 130 152H70C60 72 68 18 100-10Z', '#f7f4ee') +
      path('M100-10C132 18 140 72 130 152H108C122 80 118 26 100-10Z', '#000000', 'opacity="0.09"'),
    path('M100-10C114 2 122 18 127 36H73C78 18 86 2 100-10Z', ink.main),
    circle(100, 72, 19, ink.dark) +
      circle(100, 72, 13.5, '#8fd6f2') +
      path('M92 66a10 10 0 0 1 9-6', '#ffffff', 'opacity="0.9"'),
    rect(70, 140, 60, 14, ink.dark) + path('M94 112h12v48h-12Z', ink.main),
  ].join('');
}

export function robot(ink: Ink): string {
  const steel = lighter(ink.main, 0.12);
  return [
    shadow(60),
    line('M100 34V14', ink.dark, 4) + circle(100, 11, 7, ink.accent),
    line('M56 118C34 122 30 142 34 158M144 118C166 122 170 106 164 90', darker(steel, 0.25), 11),
    circle(34, 162, 10, steel) + circle(163, 84, 10, steel),
    rect(74, 160, 18, 36, darker(steel, 0.3)) +
      rect(108, 160, 18, 36, darker(steel, 0.3)) +
      path('M66 198c0-12 30-12 30 0ZM104 198c0-12 30-12 30 0Z', ink.dark),
    rect(54, 102, 92, 64, steel, 'rx="16"') + rect(70, 116, 60, 34, ink.dark, 'rx="8"'),
    line('M76 134h10l6-10l10 18l6-8h16', ink.accent, 3.2),
    rect(44, 34, 112, 64, steel, 'rx="24"') + rect(56, 46, 88, 40, ink.dark, 'rx="18"'),
    rect(36, 54, 10, 24, ink.accent, 'rx="4"') + rect(154, 54, 10, 24, ink.accent, 'rx="4"'),
    [80, 120].map((x) => circle(x, 64, 9, '#8ff0ff') + circle(x + 3, 61, 3, '#ffffff')).join('') +
      line('M90 78q10 6 20 0', '#8ff0ff', 3),
  ].join('');
}

export function balloon(ink: Ink): string {
  return [
    line('M74 132L88 172M126 132L112 172M100 138v32', ink.dark, 2),
    path(
      'M100-24C152-24 176 16 170 56C164 96 132 120 124 140H76C68 120 36 96 30 56C24 16 48-24 100-24Z',
      ink.main,
    ),
    path(
      'M100-24C76-12 66 20 66 56C66 96 80 122 86 140H114C120 122 134 96 134 56C134 20 124-12 100-24Z',
      '#fbf3e1',
    ),
    path(
      'M100-24C92-8 88 24 88 56C88 96 94 122 96 140H104C106 122 112 96 112 56C112 24 108-8 100-24Z',
      ink.accent,
    ),
    path(
      'M100-24C152-24 176 16 170 56C164 96 132 120 124 140H110C150 90 150 10 100-24Z',
      '#000000',
      'opacity="0.1"',
    ),
    rect(84, 170, 32, 24, '#8a5a34', 'rx="5"') + rect(81, 167, 38, 7, '#a8743f', 'rx="3"'),
  ].join('');
}

export function flower(ink: Ink): string {
  const petals = Array.from({ length: 10 }, (_, i) =>
    ellipse(
      100,
      24,
      15,
      38,
      i % 2 === 0 ? ink.main : lighter(ink.main, 0.2),
      `transform="rotate(${i * 36} 100 64)"`,
    ),
  );
  return [
    line('M100 70C104 120 94 160 100 198', '#3d7a4d', 8),
    path(
      'M100 168C70 168 50 150 44 124C76 124 96 142 100 168ZM98 186C128 182 148 166 154 140C122 142 102 160 98 186Z',
      '#4f9460',
    ),
    ...petals,
    circle(100, 64, 23, '#f4b53a') + circle(100, 64, 15, '#d98f26', 'opacity="0.6"'),
  ].join('');
}

export function mushroom(ink: Ink): string {
  return [
    shadow(58),
    path('M76 100C80 140 72 170 66 192C88 202 112 202 134 192C128 170 120 140 124 100Z', '#f8efdd') +
      path(
        'M108 100C112 140 116 176 112 198C122 198 130 195 134 192C128 170 120 140 124 100Z',
        '#000000',
        'opacity="0.1"',
      ),
    path('M64 108c18 20 54 20 72 0c-8-8-64-8-72 0Z', '#e6d6bb'),
    path('M14 108C14 50 52 16 100 16S186 50 186 108C150 122 50 122 14 108Z', ink.main) +
      path(
        'M150 34C178 52 186 78 186 108C176 112 160 115 142 116C162 92 164 60 150 34Z',
        '#000000',
        'opacity="0.12"',
      ),
    [
      [58, 76, 13],
      [100, 46, 16],
      [140, 78, 14],
      [96, 92, 10],
      [40, 100, 7],
      [166, 100, 7],
    ]
      .map(([x = 0, y = 0, r = 0]) => ellipse(x, y, r, r * 0.82, '#fff8ea'))
      .join(''),
  ].join('');
}

export function tree(ink: Ink): string {
  const leaf = ink.main;
  return [
    shadow(60),
    path('M88 198C94 160 92 130 84 96L98 122L104 84L112 124L128 100C114 136 110 164 116 198Z', '#5a3c28'),
    [
      [100, 46, 52],
      [58, 78, 36],
      [144, 76, 38],
      [82, 94, 26],
      [122, 96, 26],
    ]
      .map(([x = 0, y = 0, r = 0]) => circle(x, y, r, leaf))
      .join(''),
    [
      [84, 30, 22],
      [50, 66, 18],
      [134, 58, 20],
    ]
      .map(([x = 0, y = 0, r = 0]) => circle(x, y, r, lighter(leaf, 0.2), 'opacity="0.8"'))
      .join(''),
    [
      [122, 70, 5],
      [72, 84, 5],
      [100, 28, 5],
      [148, 86, 5],
      [54, 92, 5],
    ]
      .map(([x = 0, y = 0, r = 0]) => circle(x, y, r, ink.accent))
      .join(''),
  ].join('');
}

export function cup(ink: Ink): string {
  return [
    shadow(84),
    line(
      'M78 62c-14-16 14-24 0-42s10-22 4-30M106 58c-14-16 14-24 0-42s10-22 4-30',
      '#ffffff',
      7,
      'opacity="0.5"',
    ),
    ellipse(100, 190, 84, 10, lighter(ink.main, 0.45)),
    line('M148 108c40-10 44 44-10 46', ink.main, 13),
    path('M40 84H160C160 150 144 190 100 190S40 150 40 84Z', ink.main) +
      path('M130 84h30c0 66-16 106-60 106c26-14 34-60 30-106Z', '#000000', 'opacity="0.12"'),
    ellipse(100, 84, 60, 13, lighter(ink.main, 0.35)) +
      ellipse(100, 86, 52, 9.5, '#5b3620') +
      ellipse(92, 85, 20, 3.4, '#c89a6a'),
  ].join('');
}
