import { describe, expect, it } from 'vitest';

import type { JobView } from '../../../src/core/index.ts';
import { jobView } from '../../../src/core/presenting/views.ts';
import { noticeMessage, picturesMessage, statusMessage } from '../../../src/slack/layout.ts';
import { encodeReply, parseReply } from '../../../src/slack/reply-handle.ts';
import { parseHandle } from '../../../src/slack/handle.ts';
import { helpText } from '../../../src/slack/words.ts';
import { drawnMessage } from '../../support/slack-markdown.ts';
import { SAMPLE_CREATED_AT, sampleJob } from '../../support/sample-job.ts';

const LONG = '<!channel> & *x* '.repeat(700);

function longView(): JobView {
  const view = jobView(sampleJob(), {
    now: SAMPLE_CREATED_AT,
    placeInLine: null,
    estimateMs: null,
    pricePerImageUsd: 0.042,
  });
  return {
    ...view,
    headline: LONG,
    sentences: [LONG, LONG],
    prompt: LONG,
    requesterName: LONG,
    actions: view.actions.map((action) => ({ ...action, label: LONG })),
  };
}

describe('a message', () => {
  it('stays within the limits of Slack, whatever stands in the view', () => {
    const pictures = Array.from({ length: 12 }, () => ({ fileId: 'F0000000001', altText: LONG }));
    for (const { text, blocks } of [statusMessage(longView()), picturesMessage(longView(), pictures)]) {
      expect(text.length).toBeLessThan(4000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(Math.max(...blocks.map((block) => JSON.stringify(block).length))).toBeLessThan(3000);
      const altTexts = blocks.flatMap((block) => (block.type === 'image' ? [block.alt_text.length] : []));
      expect(Math.max(0, ...altTexts)).toBeLessThanOrEqual(1000);
    }
  });

  it('has no mention in the text that Slack parses, and no markup of ours in its blocks', () => {
    const { text, blocks } = statusMessage(longView());
    expect(text).not.toMatch(/[<>]/);
    expect(JSON.stringify(blocks)).not.toContain('mrkdwn');
  });

  it('names its buttons by their verbs, each once, and gives them the tokens', () => {
    const view = longView();
    const actions = statusMessage(view).blocks.find((block) => block.type === 'actions');
    const buttons = (actions?.elements ?? []).map((element) =>
      'value' in element ? [element.action_id, element.value] : [],
    );
    expect(buttons).toEqual(view.actions.map(({ verb, token }) => [`ibs1:${verb}`, token]));
  });
});

describe('a short answer', () => {
  const drawn = (text: string): string => drawnMessage(noticeMessage({ text, actions: [] }));

  it('keeps its lines, and its end', () => {
    const recent = Array.from({ length: 10 }, (_, at) => `Painted · ${'a red fox '.repeat(8)} · ID${at}`);
    expect(drawn(recent.join('\n'))).toBe(recent.join('\n').replaceAll('  ', ' '));
    const help = helpText();
    expect(drawn(help)).toBe(help);
  });

  it('stays within the limits of Slack, whatever it says', () => {
    const { text, blocks } = noticeMessage({ text: `${LONG}\n`.repeat(9), actions: [] });
    expect(drawn(`${LONG}\n`.repeat(9)).length).toBeLessThanOrEqual(3000);
    expect(JSON.stringify(blocks).length).toBeLessThan(4000);
    expect(text).not.toMatch(/[<>]/);
  });

  it('draws what is to be typed as such, and nothing that a person typed', () => {
    const { blocks } = noticeMessage({
      text: 'Type `/renders show` and an id, not `x` or ``` or `',
      actions: [],
    });
    expect(blocks).toEqual([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Type ' },
              { type: 'text', text: '/renders show', style: { code: true } },
              { type: 'text', text: ' and an id, not `x` or ``` or `' },
            ],
          },
        ],
      },
    ]);
  });
});

describe('a handle', () => {
  it('is refused as expired when it is none of this presenter', () => {
    expect(() => parseHandle({ v: 1, place: 'C1' })).toThrow(
      expect.objectContaining({ reason: 'handle_expired' }),
    );
  });

  it('of an answer comes back as it was, and as nothing when it was deleted', () => {
    const reply = {
      v: 1,
      kind: 'message',
      ts: '1.2',
      threadTs: null,
      userId: 'U1',
      botMayPost: true,
    } as const;
    expect(parseReply(encodeReply(reply))).toEqual(reply);
    expect(parseReply(null)).toBeNull();
  });
});
