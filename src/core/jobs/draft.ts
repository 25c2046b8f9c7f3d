import { UserError } from '../errors.ts';
import { refusal } from '../presenting/notice-words.ts';
import { parsePrompt } from '../prompt/parse.ts';
import { MAX_COUNT, MAX_PROMPT_CHARS, MAX_SOURCES, parametersSchema } from '../segmind/parameters.ts';
import type { RenderDraft } from './request.ts';

/**
 * The draft with the flags of its prompt taken out and merged in: what an option of the command said wins over what was typed.
 *
 * @throws UserError with one sentence on what cannot be read.
 */
export function mergeDraft(draft: RenderDraft): RenderDraft {
  const typed = parsePrompt(draft.prompt);
  const seed = draft.parameters.seed ?? typed.parameters.seed ?? null;
  return {
    ...draft,
    prompt: typed.prompt,
    parameters: { ...typed.parameters, ...draft.parameters, seed },
    // An option that was left out stands as one picture for everyone, so anything else was chosen.
    count: draft.count === 1 ? (typed.count ?? 1) : draft.count,
    audience: draft.audience === 'channel' ? (typed.audience ?? 'channel') : draft.audience,
  };
}

/** Null when a job can be made of it; else the first thing that is wrong. */
export function refuseDraft(draft: RenderDraft): UserError | null {
  const { prompt, count, sources, seeds } = draft;
  if (prompt.trim() === '') return new UserError('bad_prompt', 'Say in words what to paint.');
  if (prompt.length > MAX_PROMPT_CHARS)
    return new UserError(
      'bad_prompt',
      `The prompt has ${prompt.length} characters; ${MAX_PROMPT_CHARS} are possible.`,
    );
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT || (seeds && seeds.length !== count))
    return new UserError('bad_parameter', `A request can ask for 1 to ${MAX_COUNT} pictures.`);
  if (sources.length > MAX_SOURCES)
    return new UserError(
      'too_many_pictures',
      `A request can work from ${MAX_SOURCES} pictures at most; these are ${sources.length}.`,
    );
  if (draft.kind === 'edit' && sources.length === 0) return refusal('no_picture');
  const checked = parametersSchema.partial().safeParse(draft.parameters);
  if (checked.success) return null;
  const names = [...new Set(checked.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  return new UserError('bad_parameter', `These settings have a value that cannot be used: ${names}.`);
}
