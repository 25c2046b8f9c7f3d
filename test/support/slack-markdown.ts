import { isRecord } from './fake-slack/json.ts';

/**
 * What a person reads of a message, one line for each line. Text of `rich_text` and `plain_text` is drawn as it stands; in `mrkdwn`,
 * and in the text of a message without blocks, markup is drawn. Labels of buttons are left out.
 */
export function drawnMessage(message: { text: string; blocks: readonly unknown[] }): string {
  if (message.blocks.length === 0) return drawnMarkup(message.text);
  return message.blocks.map(drawnBlock).join('\n');
}

function drawnBlock(block: unknown): string {
  if (Array.isArray(block)) return block.map(drawnBlock).join('\n');
  if (!isRecord(block)) return '';
  switch (block['type']) {
    case 'text':
    case 'plain_text':
      return String(block['text']);
    case 'link':
      return String(block['text'] ?? block['url']);
    case 'mrkdwn':
      return drawnMarkup(String(block['text']));
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return (Array.isArray(block['elements']) ? block['elements'] : []).map(drawnBlock).join('');
    case 'actions':
      return '';
    case 'user':
    case 'broadcast':
    case 'emoji':
      return `(${block['type']})`;
    default:
      return drawnBlock(block['elements'] ?? block['text'] ?? []);
  }
}

function drawnMarkup(text: string): string {
  return text
    .replace(/<[@!#][^>]*>/g, '(mention)')
    .replace(/<(https?:[^|>]*)(?:\|([^>]*))?>/g, (_, url: string, label?: string) => label ?? url)
    .replace(/:[a-z_]+:/g, '(emoji)')
    .replace(/([*_~`])(\S(?:.*?\S)?)\1/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
