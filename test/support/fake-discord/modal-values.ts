import type { APIModalSubmissionComponent } from 'discord-api-types/v10';

import { asComponents, COMPONENT, isRecord } from './components.ts';
import type { FileInput } from './media.ts';
import type { ComponentJson } from './state.ts';

/** Text, chosen values, a switch, or the files of an upload, by the `custom_id` of the field. */
export type ModalValue = string | readonly string[] | boolean | readonly FileInput[];
export type ModalValues = Readonly<Record<string, ModalValue | undefined>>;

export interface BuiltModal {
  readonly components: APIModalSubmissionComponent[];
  readonly attachmentIds: string[];
}

/** Fills in a modal as a person would, and refuses what Discord's client would not let them send. */
export async function fillModal(
  modal: Readonly<Record<string, unknown>>,
  values: ModalValues,
  store: (file: FileInput) => Promise<string>,
): Promise<BuiltModal> {
  const attachmentIds: string[] = [];
  const known = new Set<string>();
  let lastId = 0;
  const fill = async (field: ComponentJson): Promise<Record<string, unknown>> => {
    const customId = String(field['custom_id']);
    known.add(customId);
    const value = values[customId];
    const base = { id: (lastId += 1), type: field.type, custom_id: customId };
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0) || value === '';
    // `required` is true unless it says otherwise (Discord's component reference); a single checkbox is never required.
    if (isEmpty && field['required'] !== false && field.type !== COMPONENT.checkbox && !presetOf(field))
      throw new Error(`the modal wants the field ${customId}`);
    switch (field.type) {
      case COMPONENT.textInput:
        return { ...base, value: checkText(field, typeof value === 'string' ? value : presetOf(field)) };
      case COMPONENT.radioGroup:
        return { ...base, value: typeof value === 'string' ? checkChosen(field, [value])[0] : null };
      case COMPONENT.checkbox:
        return { ...base, value: value === true };
      case COMPONENT.fileUpload: {
        const files = Array.isArray(value) ? value.filter(isFile) : [];
        const most = typeof field['max_values'] === 'number' ? field['max_values'] : 1;
        if (files.length > most) throw new Error(`the field ${customId} takes at most ${most} files`);
        const ids = await Promise.all(files.map(store));
        attachmentIds.push(...ids);
        return { ...base, values: ids };
      }
      default: {
        const chosen = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
        return { ...base, values: checkChosen(field, chosen) };
      }
    }
  };
  const components: unknown[] = [];
  for (const top of asComponents(modal['components'])) {
    const [labelled] = asComponents([top['component']]);
    if (top.type === COMPONENT.label && labelled)
      components.push({ id: (lastId += 1), type: top.type, component: await fill(labelled) });
    else if (top.type === COMPONENT.actionRow)
      components.push({
        id: (lastId += 1),
        type: top.type,
        components: await Promise.all(asComponents(top['components']).map(fill)),
      });
    else components.push({ id: (lastId += 1), type: top.type });
  }
  for (const customId of Object.keys(values))
    if (!known.has(customId)) throw new Error(`the modal has no field ${customId}`);
  return { components: components as APIModalSubmissionComponent[], attachmentIds };
}

function presetOf(field: ComponentJson): string {
  return typeof field['value'] === 'string' ? field['value'] : '';
}

function isFile(value: unknown): value is FileInput {
  return isRecord(value) && 'bytes' in value;
}

function checkText(field: ComponentJson, text: string): string {
  const most = typeof field['max_length'] === 'number' ? field['max_length'] : 4000;
  const least = typeof field['min_length'] === 'number' ? field['min_length'] : 0;
  if (text.length > most || (text.length < least && text !== ''))
    throw new Error(`the field ${String(field['custom_id'])} takes ${least} to ${most} characters`);
  return text;
}

function checkChosen(field: ComponentJson, chosen: readonly string[]): readonly string[] {
  const options = Array.isArray(field['options']) ? field['options'].filter(isRecord) : [];
  // Selects without options of their own (users, roles, channels) take ids.
  for (const value of chosen)
    if (options.length > 0 && !options.some((option) => option['value'] === value))
      throw new Error(`the field ${String(field['custom_id'])} does not offer ${value}`);
  return chosen;
}
