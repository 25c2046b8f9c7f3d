import { platformErrorOf, slackCodeOf } from './web-errors.ts';

/** The word with which Slack's API refused a call of the library, as "not_in_channel"; null where it failed in another way. */
export function codeOfCall(thrown: unknown): string | null {
  return slackCodeOf(platformErrorOf(thrown, 'read'));
}
