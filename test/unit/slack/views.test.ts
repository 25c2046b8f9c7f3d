import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';

import { editView } from '../../../src/slack/edit-modal.ts';
import { homeView } from '../../../src/slack/home.ts';
import { imagineView } from '../../../src/slack/imagine-modal.ts';

const facts = { metadata: '{}', hasAudience: true };

function fieldsOf({ blocks }: ModalView): (string | undefined)[] {
  return blocks.map(({ block_id }) => block_id);
}

test('asks for everything that can be set', () => {
  expect(fieldsOf(imagineView(facts)).sort()).toEqual(
    ['count', 'files', 'format', 'prompt', 'ratio', 'safety', 'seed', 'thinking', 'visibility'].sort(),
  );
});

test('leaves out the audience where there is only one', () => {
  expect(fieldsOf(imagineView({ ...facts, hasAudience: false }))).not.toContain('visibility');
});

test('asks which picture is meant only where there are several', () => {
  expect(fieldsOf(editView({ ...facts, pictures: 1 }))).not.toContain('picture');
  expect(fieldsOf(editView({ ...facts, pictures: 4 }))).toContain('picture');
});

test('draws in App Home what is to be typed, and nobody’s words as markup', () => {
  const line = 'Painted · *a* `fox` `/imagine fox` :eyes:';
  const home = JSON.stringify(homeView({ recent: [line], usage: ['a'] }));
  expect(home).toContain('{"type":"text","text":"/imagine","style":{"code":true}}');
  expect(home).toContain(JSON.stringify({ type: 'text', text: line }));
  expect(home.replace(line, '')).not.toContain('`/');
  expect(home).not.toContain('mrkdwn');
});

test('stays within the limits of Slack', () => {
  const view = imagineView({ ...facts, metadata: 'x'.repeat(100) });
  expect(view.title.text.length).toBeLessThanOrEqual(24);
  expect(view.submit?.text.length).toBeLessThanOrEqual(24);
  const home = homeView({ recent: Array.from({ length: 10 }, () => 'x'.repeat(5000)), usage: ['a'] });
  expect(home.blocks.length).toBeLessThanOrEqual(100);
  expect(JSON.stringify(home)).not.toContain('x'.repeat(3001));
});
