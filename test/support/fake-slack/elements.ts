import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';

/** Every interactive element of these blocks, with the id of its block. */
export function elementsOf(blocks: readonly Json[]): Json[] {
  return blocks.flatMap((block) => {
    const own = [
      block['accessory'],
      block['element'],
      ...records(block['elements']),
      ...records(block['actions']),
    ];
    const inner = block['type'] === 'carousel' ? elementsOf(records(block['elements'])) : [];
    const held = own
      .filter(isRecord)
      .filter((element) => element['action_id'] !== undefined || element['type'] === 'button')
      .map((element) => ({ ...element, block_id: block['block_id'] }));
    return [...held, ...inner];
  });
}

/** The element of this `action_id`, or the button of this label. */
export function elementNamed(blocks: readonly Json[], name: string): Json {
  const all = elementsOf(blocks);
  const found =
    all.find((element) => element['action_id'] === name) ?? all.find((element) => labelOf(element) === name);
  if (!found)
    throw new Error(
      `there is no ${name} among ${all.map((element) => `${String(element['action_id'])} (${labelOf(element)})`).join(', ')}`,
    );
  return found;
}

function labelOf(element: Json): string {
  return isRecord(element['text']) ? String(element['text']['text']) : '';
}
