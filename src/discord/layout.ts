import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIActionRowComponent,
  type APIAllowedMentions,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIContainerComponent,
  type RawFile,
} from 'discord.js';

import {
  SHOWN_PROMPT_CHARS,
  excerpt,
  statusLine,
  type ActionView,
  type JobView,
  type NoticeView,
} from '../core/index.ts';
import { plainLine, promptBlock } from './escape.ts';
import { MAX_BUTTON_LABEL_CHARS, MAX_BUTTONS_PER_ROW } from './limits.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';
import { showButton } from './private-route.ts';
import type { Uploads } from './uploads.ts';

/** A message as both of Discord's ways take it, creates and edits alike. */
export interface OutgoingMessage {
  /** Components V2 from the first edit on: the flag cannot be taken back, and a message cannot lose its content without a trace. */
  body: {
    flags: MessageFlags;
    components: APIContainerComponent[];
    /** On every create and every edit: an edit without it parses mentions anew. */
    allowed_mentions: APIAllowedMentions;
    attachments?: Uploads['attachments'];
  };
  files: readonly RawFile[];
}

type Button = Pick<ActionView, 'label' | 'token' | 'style'>;

export interface JobExtras {
  /** The private message can soon be reached no more: offers the button that renews its token. */
  offersShow?: boolean;
  /** For a picture that was carried to another place: the message where it was made. */
  sourceUrl?: string | null;
}

/** Characters before escaping, which doubles them at worst: all together stay below the 4000 that a message may show. */
const HEADLINE_CHARS = 150;
const SENTENCES_CHARS = 900;
const FACTS_CHARS = 250;

/** Discord's red of dangerous buttons. Every other message goes without a colour: the picture is the colour. */
const FAILED_COLOUR = 0xda373c;

const BUTTON_STYLES = {
  primary: ButtonStyle.Primary,
  neutral: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const satisfies Record<ActionView['style'], ButtonStyle>;

const SILENT: APIAllowedMentions = { parse: [] };

/** The job while it has no picture: what is going on, what was asked, and the small print. */
export function statusMessage(view: JobView, extras: JobExtras = {}): OutgoingMessage {
  const offersShow = extras.offersShow === true;
  const sentences = offersShow ? [...view.sentences, PRESENTER_WORDS.showHint] : view.sentences;
  const buttons = offersShow ? [...view.actions, showButton(view.jobId)] : view.actions;
  const headline = `**${plainLine(statusLine(view), HEADLINE_CHARS)}**`;
  return message(
    [
      text([headline, ...sentenceLines(sentences)].join('\n')),
      ...prompt(view),
      text(smallPrint(factsLine(view))),
      ...rows(buttons.map(actionButton)),
    ],
    { colour: view.status === 'FAILED' ? FAILED_COLOUR : null },
  );
}

/** The job with its pictures, which come first; the headline has become part of the small print. */
export function picturesMessage(view: JobView, uploads: Uploads, extras: JobExtras = {}): OutgoingMessage {
  const lines = sentenceLines(view.sentences);
  const facts = [plainLine(statusLine(view), HEADLINE_CHARS), factsLine(view)].join(' · ');
  const { sourceUrl = null } = extras;
  const made = message(
    [
      {
        type: ComponentType.MediaGallery,
        items: uploads.gallery.map(({ url, altText, spoiler }) => ({
          media: { url },
          ...(altText === '' ? {} : { description: altText }),
          spoiler,
        })),
      },
      ...(lines.length > 0 ? [text(lines.join('\n'))] : []),
      ...prompt(view),
      text(smallPrint(facts)),
      ...rows([...view.actions.map(actionButton), ...(sourceUrl === null ? [] : [linkButton(sourceUrl)])]),
    ],
    { colour: null },
  );
  // Exactly these files: what an earlier try may have left is replaced.
  return { body: { ...made.body, attachments: uploads.attachments }, files: uploads.files };
}

/** A short answer outside of a job's message. */
export function noticeMessage(notice: NoticeView): OutgoingMessage {
  return message([
    text(plainLine(notice.text, SENTENCES_CHARS)),
    ...rows(notice.actions.map((action) => actionButton(action))),
  ]);
}

/** Says in the channel that something private waits, to its owner, without prompt and picture. */
export function privateNoticeMessage(
  jobId: string,
  ownerId: string,
  words: string = PRESENTER_WORDS.readyInPrivate,
): OutgoingMessage {
  const made = message([text(`<@${ownerId}> ${words}`), ...rows([actionButton(showButton(jobId))])]);
  // The one ping of this bot: nothing else would tell the owner.
  return { ...made, body: { ...made.body, allowed_mentions: { parse: [], users: [ownerId] } } };
}

function message(
  components: APIComponentInContainer[],
  { colour = null }: { colour?: number | null } = {},
): OutgoingMessage {
  return {
    body: {
      flags: MessageFlags.IsComponentsV2,
      components: [
        { type: ComponentType.Container, components, ...(colour === null ? {} : { accent_color: colour }) },
      ],
      allowed_mentions: SILENT,
    },
    files: [],
  };
}

function text(content: string): APIComponentInContainer {
  return { type: ComponentType.TextDisplay, content };
}

function prompt(view: JobView): APIComponentInContainer[] {
  return view.prompt === '' ? [] : [text(promptBlock(view.prompt, SHOWN_PROMPT_CHARS))];
}

/** Each on a line of its own, the last ones left out where there is no room for all. */
function sentenceLines(sentences: readonly string[]): string[] {
  let roomChars = SENTENCES_CHARS;
  return sentences.flatMap((sentence) => {
    const line = roomChars > 0 ? plainLine(sentence, roomChars) : '';
    roomChars -= sentence.length;
    return line === '' ? [] : [line];
  });
}

function factsLine(view: JobView): string {
  const facts = view.facts.map((fact) => fact.text).join(' · ');
  return plainLine(`${facts} · ${view.requesterName}`, FACTS_CHARS);
}

function smallPrint(line: string): string {
  return `-# ${line}`;
}

function actionButton({ label, token, style }: Button): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: BUTTON_STYLES[style],
    label: excerpt(label, MAX_BUTTON_LABEL_CHARS),
    custom_id: token,
  };
}

function linkButton(url: string): APIButtonComponent {
  return { type: ComponentType.Button, style: ButtonStyle.Link, label: PRESENTER_WORDS.backToOriginal, url };
}

function rows(
  buttons: readonly APIButtonComponent[],
): APIActionRowComponent<APIComponentInMessageActionRow>[] {
  const count = Math.ceil(buttons.length / MAX_BUTTONS_PER_ROW);
  return Array.from({ length: count }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * MAX_BUTTONS_PER_ROW, (row + 1) * MAX_BUTTONS_PER_ROW),
  }));
}
