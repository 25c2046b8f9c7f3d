import {
  ComponentType,
  TextInputStyle,
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord.js';

import { ASPECT_RATIOS, type Audience } from '../core/index.ts';
import { encodeEditId, type EditSubject } from './dialog-ids.ts';
import { DIALOG_WORDS as WORDS } from './dialog-words.ts';
import { MAX_INPUT_CHARS, MAX_UPLOADED_FILES } from './limits.ts';

/** The fields of the form, by their `custom_id`. */
export const EDIT_FIELDS = {
  change: 'change',
  shape: 'shape',
  pictures: 'pictures',
  audience: 'audience',
} as const;

/**
 * The form that asks what to change.
 *
 * @param audience the choice that stands there at first; null where the question makes no sense.
 */
export function editForm(
  subject: EditSubject,
  audience: Audience | null,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: encodeEditId(subject),
    title: WORDS.editTitle,
    components: [
      label(WORDS.change, {
        type: ComponentType.TextInput,
        custom_id: EDIT_FIELDS.change,
        style: TextInputStyle.Paragraph,
        placeholder: WORDS.changeExample,
        max_length: MAX_INPUT_CHARS,
        required: true,
      }),
      label(WORDS.shape, {
        type: ComponentType.StringSelect,
        custom_id: EDIT_FIELDS.shape,
        required: false,
        options: ASPECT_RATIOS.map((ratio) => ({
          value: ratio,
          label: ratio === 'auto' ? WORDS.keepShape : ratio,
          default: ratio === 'auto',
        })),
      }),
      label(
        WORDS.morePictures,
        {
          type: ComponentType.FileUpload,
          custom_id: EDIT_FIELDS.pictures,
          min_values: 0,
          max_values: MAX_UPLOADED_FILES,
          required: false,
        },
        WORDS.morePicturesHint,
      ),
      ...(audience === null ? [] : [audienceField(audience)]),
    ],
  };
}

function audienceField(chosen: Audience): APILabelComponent {
  const choice = (value: Audience, text: string): { value: string; label: string; default: boolean } => ({
    value,
    label: text,
    default: value === chosen,
  });
  return label(WORDS.whoSees, {
    type: ComponentType.RadioGroup,
    custom_id: EDIT_FIELDS.audience,
    required: false,
    options: [choice('channel', WORDS.everyone), choice('requester', WORDS.onlyMe)],
  });
}

function label(text: string, component: APIComponentInLabel, description?: string): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: text,
    component,
    ...(description === undefined ? {} : { description }),
  };
}
