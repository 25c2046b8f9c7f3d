import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { plainLine, promptBlock } from '../../../src/discord/escape.ts';
import {
  noticeMessage,
  picturesMessage,
  privateNoticeMessage,
  statusMessage,
  type OutgoingMessage,
} from '../../../src/discord/layout.ts';
import { MAX_DISPLAY_CHARS } from '../../../src/discord/limits.ts';
import { encodeShowButton, parseShowButton } from '../../../src/discord/private-route.ts';
import { uploadsOf } from '../../../src/discord/uploads.ts';
import { drawnMarkdown } from '../../support/discord-markdown.ts';
import { COMPONENT, walkComponents } from '../../support/fake-discord/components.ts';
import { judgeMessage } from '../../support/fake-discord/judge-message.ts';
import { SAMPLE_JOB_ID, sampleFailure, sampleJob } from '../../support/sample-job.ts';
import { picture, viewOf } from './sample.ts';

const MARKUP = '*_~`|<>@#:[]()\\-+.!&/ \n1aé🦊';
const markup = fc.string({ unit: fc.constantFrom(...Array.from(MARKUP)), maxLength: 60 });

function shownChars({ body }: OutgoingMessage): number {
  return [...walkComponents(body.components)]
    .filter(({ type }) => type === COMPONENT.textDisplay)
    .reduce((sum, part) => sum + String(part['content']).length, 0);
}

describe('text in Discord', () => {
  it('reads as it was written, whatever markup is in it', () => {
    fc.assert(
      fc.property(markup, (text) => {
        expect(drawnMarkdown(plainLine(text, 200))).toBe(text.replace(/\s+/g, ' ').trim());
      }),
    );
  });

  it('cannot leave the code block of a prompt', () => {
    fc.assert(
      fc.property(markup, (prompt) => {
        const inside = promptBlock(prompt, 200).slice(4, -4);
        expect(inside).not.toContain('```');
        expect(inside.replaceAll('\u200B', '')).toBe(prompt.trim());
      }),
    );
  });

  it('loses the marks that turn its direction', () => {
    expect(promptBlock('\u202Eevil\u202C', 50)).toBe('```\nevil\n```');
    expect(plainLine('\u2066a\u2069', 50)).toBe('a');
  });

  it('is clipped without cutting a character in two', () => {
    expect(promptBlock('🦊'.repeat(100), 10)).toBe('```\n🦊🦊🦊🦊…\n```');
  });
});

describe('messages of Discord', () => {
  const hostile = '`*'.repeat(5000);
  const longest = viewOf(sampleJob(), {
    headline: hostile,
    sentences: [hostile, hostile, hostile],
    prompt: hostile,
    requesterName: hostile,
    facts: [{ label: 'Seed', value: '7', text: hostile }],
    actions: Array.from({ length: 7 }, (_, index) => ({
      verb: 'retry',
      label: 'x'.repeat(100),
      token: `token ${index}`,
      style: 'neutral',
    })),
  });

  it('keep every limit with the longest words that a view can hold', async () => {
    const uploads = uploadsOf(
      await Promise.all(Array.from({ length: 10 }, () => picture({ altText: hostile }))),
      1e6,
    );
    const files = uploads.files.map(({ name }, index) => ({
      index: String(index),
      name,
      bytes: new Uint8Array(),
    }));
    const messages = [
      { message: statusMessage(longest, { offersShow: true }), files: [] },
      {
        message: picturesMessage(longest, uploads, { sourceUrl: 'https://discord.com/channels/1/2/3' }),
        files,
      },
      { message: noticeMessage({ tone: 'info', text: hostile, actions: longest.actions }), files: [] },
    ];
    for (const { message, files: sent } of messages) {
      expect(
        judgeMessage(JSON.parse(JSON.stringify(message.body)) as Record<string, unknown>, sent, null),
      ).toEqual([]);
      expect(shownChars(message)).toBeLessThanOrEqual(MAX_DISPLAY_CHARS);
    }
  });

  it('mention nobody, but for the notice that a private picture waits', () => {
    expect(statusMessage(longest).body.allowed_mentions).toEqual({ parse: [] });
    expect(noticeMessage({ tone: 'problem', text: 'no', actions: [] }).body.allowed_mentions).toEqual({
      parse: [],
    });
    expect(privateNoticeMessage('job', '42').body.allowed_mentions).toEqual({ parse: [], users: ['42'] });
  });

  it('veil a picture that was asked for as a spoiler', async () => {
    const uploads = uploadsOf([await picture({ spoiler: true })], 1e6);
    const [gallery] = [...walkComponents(picturesMessage(longest, uploads).body.components)].filter(
      ({ type }) => type === COMPONENT.mediaGallery,
    );
    expect(gallery?.['items']).toMatchObject([
      { spoiler: true, media: { url: 'attachment://1-picture.png' } },
    ]);
  });

  it('tell a picture in words on the file and in the gallery', async () => {
    const { body } = picturesMessage(longest, uploadsOf([await picture({ altText: 'a fox' })], 1e6));
    expect(body.attachments).toEqual([{ id: '0', filename: '1-picture.png', description: 'a fox' }]);
    expect(JSON.stringify(body.components)).toContain('"description":"a fox"');
  });

  it('mark a failure with a colour, and nothing else', () => {
    const failure = sampleFailure('blocked');
    const failed = statusMessage(viewOf(sampleJob({ state: 'failed', failure })));
    expect(failed.body.components[0]).toHaveProperty('accent_color');
    expect(statusMessage(viewOf(sampleJob())).body.components[0]).not.toHaveProperty('accent_color');
  });
});

describe('the button that shows a private picture', () => {
  it('names its job and nothing else', () => {
    expect(parseShowButton(encodeShowButton(SAMPLE_JOB_ID))).toBe(SAMPLE_JOB_ID);
  });

  it.each([
    '',
    'ibd1:show',
    'ibd1:show:',
    'ibd1:show:a:b',
    'ib1:vary:a',
    `ibd1:show:${'x'.repeat(200)}`,
    'ibd1:show:é',
  ])('is not %j', (customId) => {
    expect(parseShowButton(customId)).toBeNull();
  });

  it('is not made for an id that cannot be read back', () => {
    expect(() => encodeShowButton('a:b')).toThrow();
  });
});
