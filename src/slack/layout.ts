import type { Button, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';

import {
  SHOWN_PROMPT_CHARS,
  excerpt,
  statusLine,
  type ActionView,
  type JobView,
  type NoticeView,
} from '../core/index.ts';
import { escapeText, plainLine } from './escape.ts';
import { MAX_ALT_TEXT_CHARS, MAX_BUTTONS_PER_BLOCK, MAX_BUTTON_LABEL_CHARS, MAX_PICTURES } from './limits.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';

/** A message as Slack takes it, without its place. People's words stand where Slack parses nothing. */
export interface SlackMessage {
  /** For notifications and for those who hear the screen: parsed by Slack, so escaped. */
  text: string;
  blocks: KnownBlock[];
}

/** A picture of a message: a file that was uploaded before. */
export interface ShownPicture {
  fileId: string;
  altText: string;
}

/** With a verb the name of a button, by which its clicks are recognised; `value` holds the core's action token. */
export const ACTION_PREFIX = 'ibs1:';

/** All together stay far below the 3000 characters of a block. */
const HEADLINE_CHARS = 150;
const SENTENCES_CHARS = 900;
const FACTS_CHARS = 400;
/** A short answer may be a list of jobs or the help: as much as a section would take. */
const NOTICE_CHARS = 3000;

/** A command as our own sentences name it; whatever else stands between such signs is somebody's words. */
const COMMAND = /`(\/[a-z]{1,20}(?: [a-z]{1,20})?)`/;

const BUTTON_STYLES = { primary: 'primary', neutral: null, danger: 'danger' } as const satisfies Record<
  ActionView['style'],
  Button['style'] | null
>;

/** The job while it has no picture: what is going on, what was asked, and the small print. */
export function statusMessage(view: JobView): SlackMessage {
  const headline = plainLine(statusLine(view), HEADLINE_CHARS);
  return {
    text: spoken(view),
    blocks: [
      richText([bold(headline), ...sentenceTexts(view.sentences, { isFirst: false })]),
      ...prompt(view),
      smallPrint(factsLine(view)),
      ...buttons(view.actions),
    ] satisfies KnownBlock[],
  };
}

/** The job with its pictures, which come first; the headline has become part of the small print. */
export function picturesMessage(view: JobView, pictures: readonly ShownPicture[]): SlackMessage {
  const images = pictures.slice(0, MAX_PICTURES).map(({ fileId, altText }) => ({
    type: 'image' as const,
    slack_file: { id: fileId },
    // An image block without words is refused.
    alt_text: excerpt(altText, MAX_ALT_TEXT_CHARS) || PRESENTER_WORDS.painted,
  })) satisfies KnownBlock[];
  return { text: spoken(view), blocks: [...images, ...about(view)] };
}

/** Everything of a picture's message but the pictures, which stand beside it as files. */
export function captionMessage(view: JobView): SlackMessage {
  return { text: spoken(view), blocks: about(view) };
}

/** What is left of a status message once the pictures stand elsewhere: one line that leads there. */
export function finishedMessage(headline: string, permalink: string | null, note?: string): SlackMessage {
  const line = plainLine(headline, HEADLINE_CHARS);
  const parts: RichTextElement[] = [
    { type: 'text', text: [line, ...(note === undefined ? [] : [note])].join('. ') },
    ...(permalink === null
      ? []
      : [
          { type: 'text' as const, text: ' · ' },
          { type: 'link' as const, url: permalink, text: PRESENTER_WORDS.seePicture },
        ]),
  ];
  return { text: escapeText(line), blocks: [richText(parts)] satisfies KnownBlock[] };
}

/** Words of ours, with what is to be typed drawn as such. Slack parses nothing in them. */
export function ownWordsBlock(text: string): RichTextBlock {
  return richText(withCommands(text));
}

/** Anybody's words, as they are. */
export function plainBlock(text: string): RichTextBlock {
  return richText([{ type: 'text', text }]);
}

/** A short answer outside of a job's message. */
export function noticeMessage(notice: Pick<NoticeView, 'text' | 'actions'>): SlackMessage {
  const text = plainLines(notice.text.split('\n'), NOTICE_CHARS).join('\n');
  return {
    text: escapeText(text),
    blocks: [ownWordsBlock(text), ...buttons(notice.actions)] satisfies KnownBlock[],
  };
}

function about(view: JobView): KnownBlock[] {
  const sentences = sentenceTexts(view.sentences, { isFirst: true });
  const headline = plainLine(statusLine(view), HEADLINE_CHARS);
  return [
    ...(sentences.length === 0 ? [] : [richText(sentences)]),
    ...prompt(view),
    smallPrint(`${headline} · ${factsLine(view)}`),
    ...buttons(view.actions),
  ] satisfies KnownBlock[];
}

/** The message in one line. */
function spoken(view: JobView): string {
  const headline = plainLine(view.headline, HEADLINE_CHARS);
  const words = view.prompt === '' ? headline : `${headline}: ${plainLine(view.prompt, SHOWN_PROMPT_CHARS)}`;
  return escapeText(words);
}

function richText(elements: RichTextElement[]): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function bold(text: string): RichTextElement {
  return { type: 'text', text, style: { bold: true } };
}

function prompt(view: JobView): RichTextBlock[] {
  if (view.prompt === '') return [];
  const text = plainLine(view.prompt, SHOWN_PROMPT_CHARS);
  return [
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text }] }],
    },
  ];
}

function sentenceTexts(sentences: readonly string[], { isFirst }: { isFirst: boolean }): RichTextElement[] {
  const lines = plainLines(sentences, SENTENCES_CHARS);
  if (lines.length === 0) return [];
  return [{ type: 'text', text: `${isFirst ? '' : '\n'}${lines.join('\n')}` }];
}

/** Each on a line of its own, the last ones left out where there is no room for all. */
function plainLines(texts: readonly string[], maxChars: number): string[] {
  let roomChars = maxChars;
  return texts.flatMap((text) => {
    const line = roomChars > 0 ? plainLine(text, roomChars) : '';
    roomChars -= line.length + 1;
    return line === '' ? [] : [line];
  });
}

function withCommands(text: string): RichTextElement[] {
  return text.split(COMMAND).flatMap((part, index): RichTextElement[] => {
    if (part === '') return [];
    const isCommand = index % 2 === 1;
    return [{ type: 'text', text: part, ...(isCommand ? { style: { code: true } } : {}) }];
  });
}

function factsLine(view: JobView): string {
  // Slack's messages name nobody.
  const name = view.requesterName === '' ? [] : [view.requesterName];
  return plainLine([...view.facts.map((fact) => fact.text), ...name].join(' · '), FACTS_CHARS);
}

function smallPrint(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] };
}

function buttons(actions: readonly ActionView[]): KnownBlock[] {
  if (actions.length === 0) return [];
  return [{ type: 'actions', elements: actions.slice(0, MAX_BUTTONS_PER_BLOCK).map(actionButton) }];
}

function actionButton({ verb, label, token, style }: ActionView): Button {
  const colour = BUTTON_STYLES[style];
  return {
    type: 'button',
    action_id: `${ACTION_PREFIX}${verb}`,
    text: { type: 'plain_text', text: excerpt(label, MAX_BUTTON_LABEL_CHARS), emoji: false },
    value: token,
    ...(colour === null ? {} : { style: colour }),
  };
}
