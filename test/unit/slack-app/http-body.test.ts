import { describe, expect, it } from 'vitest';

import { readSlackBody } from '../../../src/slack/http-body.ts';

const FORM = 'application/x-www-form-urlencoded';

function read(text: string, type: string | undefined): ReturnType<typeof readSlackBody> {
  return readSlackBody(Buffer.from(text), type);
}

describe('the body', () => {
  it('of an event is its JSON', () => {
    expect(read('{"type":"event_callback"}', 'application/json')).toEqual({ type: 'event_callback' });
  });

  it('of a click is the JSON in its form', () => {
    expect(read('payload=%7B%22type%22%3A%22block_actions%22%7D', FORM)).toEqual({ type: 'block_actions' });
  });

  it('of a command is the form itself', () => {
    expect(read('command=%2Fimagine&text=a+red+fox', FORM)).toEqual({
      command: '/imagine',
      text: 'a red fox',
    });
  });

  it('is read whatever charset its type names, in whatever case', () => {
    expect(read('text=caf%C3%A9', `${FORM.toUpperCase()}; charset=UTF-8`)).toEqual({ text: 'café' });
    expect(read('{}', 'application/json;charset=utf-8')).toEqual({});
  });

  it.each([
    ['JSON that is none', '{', 'application/json'],
    ['JSON that is no object', '[1]', 'application/json'],
    ['a payload that is no JSON', 'payload=x', FORM],
    ['another type', '{}', 'text/plain'],
    ['no type', '{}', undefined],
  ])('is nothing for %s', (_what, text, type) => {
    expect(read(text, type)).toBeNull();
  });
});
