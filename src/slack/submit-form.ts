import type { PictureSource } from '../core/index.ts';
import { ask } from './ask.ts';
import type { About } from './border.ts';
import { askedByForm, recallForm, type Form } from './forms.ts';
import type { SlackParts } from './parts.ts';
import { takePictures } from './take-pictures.ts';
import type { FormChoice } from './read-fields.ts';
import type { SubmissionWire } from './wire.ts';

/**
 * A form for a picture was sent, a new one or one to change, and its fields can be used.
 *
 * @throws UserError for a form that is too old, and as `ask` does.
 */
export async function submitForm(
  parts: SlackParts,
  submission: SubmissionWire,
  choice: FormChoice,
  teamId: string,
  about: About,
): Promise<void> {
  const form = await recallForm(parts, submission, teamId);
  const asked = askedByForm(form, submission.view.id);
  about(asked.origin);
  const { prompt, parameters, count, audience, files } = choice;
  await ask(parts, asked, { prompt, parameters, count, audience, parentJobId: form.jobId }, async () => [
    ...(await baseOf(parts, form, choice.picture)),
    ...(await takePictures(teamId, files, parts)),
  ]);
}

/** The pictures that are changed: the chosen one, or all of them; none where a new one was asked for. */
async function baseOf(
  parts: SlackParts,
  { jobId, pictures, files, teamId }: Form,
  picture: number | null,
): Promise<readonly PictureSource[]> {
  const isChosen = (_: unknown, index: number): boolean => picture === null || picture === index;
  if (jobId === null) return takePictures(teamId, files.filter(isChosen), parts);
  return Array.from({ length: pictures }, (_, index) => ({ kind: 'job' as const, jobId, index })).filter(
    isChosen,
  );
}
