import { UserError, type UserErrorCode } from '../errors.ts';
import { MAX_SOURCES } from '../segmind/parameters.ts';

const REFUSALS = {
  no_words: ['bad_prompt', 'Say what to change: for example “make it night”.'],
  no_picture: [
    'no_picture',
    'There is no picture here to change. Reply to a picture, or attach one, and say what to change.',
  ],
  still_painting: ['no_picture', 'That picture is still being painted. Ask again once it is here.'],
  failed: [
    'no_picture',
    'That request failed, so there is no picture to change. Reply to another picture, or attach one.',
  ],
  cancelled: [
    'no_picture',
    'That request was cancelled, so there is no picture to change. Reply to another picture, or attach one.',
  ],
  forgotten: [
    'picture_gone',
    'That picture is no longer kept here. Attach it to your message and say what to change.',
  ],
} as const satisfies Record<string, readonly [UserErrorCode, string]>;

/** Why a reply cannot become an edit. Nothing was spent. */
export function editRefusal(why: keyof typeof REFUSALS): UserError;
export function editRefusal(why: 'too_many', count: number): UserError;
export function editRefusal(why: keyof typeof REFUSALS | 'too_many', count = 0): UserError {
  if (why === 'too_many') {
    return new UserError(
      'too_many_pictures',
      `These are ${count} pictures; a request can work from ${MAX_SOURCES} at most. Ask again with fewer.`,
    );
  }
  const [code, text] = REFUSALS[why];
  return new UserError(code, text);
}
