import type { Findings } from './block-rules.ts';
import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';

const CONTAINERS = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];
const STYLES = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'];

/** The fields that each element needs (Slack's reference, "Rich text block"). */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  link: ['url'],
  emoji: ['name'],
  user: ['user_id'],
  channel: ['channel_id'],
  usergroup: ['usergroup_id'],
  broadcast: ['range'],
  color: ['value'],
  date: ['timestamp', 'format'],
};

export function checkRichText(found: Findings, block: Json, pointer: string): void {
  found.count(block['elements'], Infinity, `${pointer}/elements`).forEach((element, at) => {
    const here = `${pointer}/elements/${at}`;
    if (!isRecord(element) || !CONTAINERS.includes(String(element['type']))) {
      found.add('unsupported element of rich_text', here);
      return;
    }
    if (element['type'] === 'rich_text_list') {
      if (element['style'] !== 'bullet' && element['style'] !== 'ordered')
        found.add('a list needs a style', here);
      records(element['elements']).forEach((item, index) =>
        checkInline(found, item, `${here}/elements/${index}`),
      );
    } else checkInline(found, element, here);
  });
}

function checkInline(found: Findings, section: Json, pointer: string): void {
  found.count(section['elements'], Infinity, `${pointer}/elements`, 0).forEach((element, at) => {
    const here = `${pointer}/elements/${at}`;
    const needed = isRecord(element) ? NEEDED[String(element['type'])] : undefined;
    if (!isRecord(element) || !needed) {
      found.add('unsupported element of a rich text section', here);
      return;
    }
    for (const name of needed)
      if (element[name] === undefined) found.add(`missing required field: ${name}`, here);
    if (element['type'] === 'text') found.length(element['text'], Infinity, `${here}/text`);
    if (isRecord(element['style'])) found.only(element['style'], STYLES, `${here}/style`);
  });
}
