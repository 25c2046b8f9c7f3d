import { cleanPrompt } from '../prompt/clean.ts';

/** Anybody's text as it stands inside of our sentences: on one line, with single spaces, without controls and direction marks. */
export function oneLine(text: string): string {
  return cleanPrompt(text).replace(/\s+/g, ' ').trim();
}
