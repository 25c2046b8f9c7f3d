import { expect, test } from 'vitest';

import { readForm } from '../../../src/slack/read-fields.ts';
import type { FormValues } from '../../../src/slack/wire.ts';

function typed(value: string): FormValues[string] {
  return { value: { type: 'plain_text_input', value } };
}
function chosen(value: string): FormValues[string] {
  return { value: { type: 'static_select', selected_option: { value } } };
}
const untouched: FormValues = { count: chosen('1'), format: chosen('jpg'), thinking: chosen('high') };

test('says nothing of fields that stand as they stood, so that typed flags keep their meaning', () => {
  const { choice } = readForm({ ...untouched, prompt: typed('a fox --png') });
  expect(choice).toMatchObject({ prompt: 'a fox --png', parameters: {}, count: 1, audience: 'channel' });
});

test('reads every field that was chosen', () => {
  const { choice } = readForm({
    prompt: typed('a fox'),
    ratio: chosen('16:9'),
    count: chosen('3'),
    seed: typed('7'),
    format: chosen('png'),
    thinking: chosen('minimal'),
    safety: chosen('2'),
    visibility: chosen('me'),
    picture: chosen('2'),
  });
  expect(choice).toMatchObject({
    parameters: {
      aspectRatio: '16:9',
      seed: 7,
      outputFormat: 'png',
      thinkingLevel: 'minimal',
      safetyTolerance: 2,
    },
    count: 3,
    audience: 'requester',
    picture: 1,
  });
});

test('takes the pictures among the files, and complains where none is one', () => {
  const read = (...files: { id: string; mimetype: string }[]): unknown => {
    const { choice, errors } = readForm({
      prompt: typed('a fox'),
      files: { value: { type: 'file_input', files } },
    });
    return choice?.files.map(({ id }) => id) ?? errors;
  };
  const notes = { id: 'F2', mimetype: 'application/pdf' };
  expect(read({ id: 'F1', mimetype: 'image/png' }, notes)).toEqual(['F1']);
  expect(read(notes)).toEqual({ files: 'None of these files is a picture.' });
});

test('complains at the field that is wrong, at all of them at once', () => {
  const { errors } = readForm({
    prompt: typed(' '),
    seed: typed('0'),
    ratio: chosen('7:7'),
    files: { value: { type: 'file_input', files: [{ id: 'F1', mimetype: 'application/pdf' }] } },
  });
  expect(Object.keys(errors ?? {}).sort()).toEqual(['files', 'prompt', 'ratio', 'seed']);
});
