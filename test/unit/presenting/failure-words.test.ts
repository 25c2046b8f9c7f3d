import { describe, expect, it } from 'vitest';

import type { ErrorCode } from '../../../src/core/errors.ts';
import { PlatformError, SegmindError, UserError } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { FAILURE_WORDS } from '../../../src/core/presenting/failure-table.ts';
import { failureSentences, wordsOf } from '../../../src/core/presenting/failure-words.ts';
import { noticeFor, refusal } from '../../../src/core/presenting/notice-words.ts';
import { jobView } from '../../../src/core/presenting/views.ts';
import {
  deliveredJob,
  failedTake,
  lateTake,
  paintedTake,
  sampleFailure,
  sampleJob,
  sampleTake,
} from '../../support/sample-job.ts';

const CODES = Object.keys(FAILURE_WORDS) as ErrorCode[];

function sentences(job: RenderJob): readonly string[] {
  return jobView(job, { now: job.createdAt, placeInLine: null, estimateMs: null, pricePerImageUsd: 0.042 })
    .sentences;
}

describe('the words of every failure', () => {
  it.each(CODES)(
    'for %s say what happened, whether it was charged and whether trying again can help',
    (code) => {
      for (const charged of ['no', 'yes', 'unknown'] as const) {
        for (const retry of ['never', 'user_may'] as const) {
          const text = failureSentences(sampleFailure(code, { charged, retry })).join(' ');
          expect(text).toContain(wordsOf({ code, charged }).what);
          expect(text).toMatch(
            { no: /Nothing was charged/, yes: /It was charged/, unknown: /It may have been charged/ }[
              charged
            ],
          );
          expect(text).toMatch(retry === 'never' ? /same again will not help/ : /Trying again can help/);
        }
      }
    },
  );

  it.each(CODES)('for %s are whole sentences, short headlines and no jargon', (code) => {
    const { headline, what, otherwise } = FAILURE_WORDS[code];
    for (const sentence of [what, otherwise]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(headline).toMatch(/^[A-Z].*[^.]$/);
    expect(headline.length).toBeLessThanOrEqual(45);
    expect(`${headline} ${what} ${otherwise}`).not.toMatch(
      /_|undefined|null|\b[45]\d\d\b|Segmind|JSON|HTTP/i,
    );
  });

  it('warn before paying twice', () => {
    const text = failureSentences(
      sampleFailure('submit_outcome_unknown', { charged: 'unknown', retry: 'user_may' }),
    ).join(' ');
    expect(text).toMatch(/may be charged twice/);
  });

  it('quote the service on one line, clipped, without direction marks', () => {
    const detail = `Prompt\nis\u202E mandatory ${'x'.repeat(1000)}`;
    const quote = failureSentences(sampleFailure('invalid_input', { detail }))[1] ?? '';
    expect(quote).toMatch(/^The painting service says: “Prompt is mandatory x+…”$/);
    expect(quote.length).toBeLessThan(240);
  });

  it('send the person with an empty account or a bad key to an admin, and blame nobody', () => {
    for (const code of ['no_credit', 'auth', 'forbidden'] as const) {
      const text = failureSentences(sampleFailure(code)).join(' ');
      expect(text).toMatch(/tell/);
      expect(text).toMatch(/admin of this bot/);
      expect(text).not.toMatch(/\byou\b/i);
    }
  });
});

describe('the sentences of a job', () => {
  it('name each picture that did not come, with its own charge, beside those that did', () => {
    const job = deliveredJob({
      takes: [
        paintedTake(0),
        failedTake(1, 'blocked'),
        paintedTake(2),
        failedTake(3, 'submit_outcome_unknown', { charged: 'unknown', retry: 'user_may' }),
      ],
    });
    expect(sentences(job)).toEqual([
      expect.stringMatching(/^Picture 2 of 4: .*blocked.* Nothing was charged\.$/),
      expect.stringMatching(/^Picture 4 of 4: .*nobody knows.* It may have been charged\.$/),
      'Trying again can help, but may be charged twice.',
    ]);
  });

  it('tell one reason once when all pictures failed for it', () => {
    const job = sampleJob({ state: 'failed', takes: [failedTake(0, 'blocked'), failedTake(1, 'blocked')] });
    expect(sentences(job).filter((sentence) => sentence.includes('blocked'))).toHaveLength(1);
  });

  it('tell different reasons one by one, and then whether trying again can help', () => {
    const job = sampleJob({
      state: 'failed',
      takes: [failedTake(0, 'blocked'), lateTake(1, 'unknown')],
    });
    expect(sentences(job)).toEqual([
      expect.stringMatching(/^Picture 1 of 2/),
      expect.stringMatching(/^Picture 2 of 2/),
      'Checking again costs nothing.',
      'Trying again can help, but may be charged twice.',
    ]);
  });

  it('say of a picture whose file is late that it is painted, once that it was charged, and that checking again is free', () => {
    const file = 'It is painted, but its file could not be fetched yet.';
    const failed = sampleJob({ state: 'failed', takes: [lateTake(0, 'yes')] });
    const view = jobView(failed, { now: 0, placeInLine: null, estimateMs: null, pricePerImageUsd: 0.042 });
    expect(view.headline).toBe('The picture could not be fetched yet');
    expect(view.sentences).toEqual([
      file,
      'It was charged.',
      'Checking again costs nothing.',
      'Trying again can help, and is charged once more.',
    ]);
    const delivered = deliveredJob({ takes: [paintedTake(0), lateTake(1, 'yes')] });
    expect(sentences(delivered)).toEqual([
      `Picture 2 of 2: ${file} It was charged.`,
      'Checking again costs nothing.',
      'Trying again can help, and is charged once more.',
    ]);
  });

  it('warn of the charge of every picture that trying again buys', () => {
    const job = deliveredJob({
      takes: [
        paintedTake(0),
        failedTake(1, 'render_failed', { charged: 'yes' }),
        failedTake(2, 'unavailable', { retry: 'user_may' }),
      ],
    });
    expect(sentences(job).at(-1)).toBe('Trying again can help, and is charged once more.');
  });

  it('say of painted pictures that the chat did not take them, and that they were charged', () => {
    const job = deliveredJob({
      state: 'failed',
      failure: sampleFailure('platform_payload_too_large', { charged: 'yes' }),
    });
    expect(sentences(job).slice(0, 2)).toEqual([
      'The picture is larger than this place allows.',
      'It was charged.',
    ]);
  });

  it('own up to a failure that nobody recorded', () => {
    expect(sentences(sampleJob({ state: 'failed' })).join(' ')).toMatch(
      /error of its own.*may have been charged/,
    );
  });

  it.each([
    ['Stopped before anything was spent.', [sampleTake({ state: 'cancelled' })]],
    [
      'Stopped waiting. The painting service had it already, so it may still be charged.',
      [sampleTake({ state: 'cancelled', mayStillBill: true })],
    ],
    [
      'Stopped waiting. The painting service had 1 picture already, so it may still be charged.',
      [sampleTake({ state: 'cancelled', mayStillBill: true }), sampleTake({ index: 1, state: 'cancelled' })],
    ],
    [
      'Stopped waiting. The painting service had 2 pictures already, so they may still be charged.',
      [0, 1].map((index) => sampleTake({ index, state: 'cancelled', mayStillBill: true })),
    ],
    [
      'Stopped. 1 picture was lost and charged all the same.',
      [sampleTake({ state: 'cancelled' }), failedTake(1, 'result_lost', { charged: 'yes' })],
    ],
  ])('say "%s" after a cancel', (sentence, takes) => {
    expect(sentences(sampleJob({ state: 'cancelled', takes }))).toEqual([sentence]);
  });
});

describe('a notice', () => {
  it('gives a refusal in its own words', () => {
    const notice = noticeFor(new UserError('no_picture', 'Reply to a picture.'));
    expect(notice).toEqual({ tone: 'problem', text: 'Reply to a picture.', actions: [] });
  });

  it('tells any other error from the table, never with its message', () => {
    const errors = [
      new SegmindError('no_credit', 'HTTP 406 SG_secret', { retry: 'never' }),
      new PlatformError('gone', 'DiscordAPIError[10008] https://discord.com/api/webhooks/1/token'),
    ];
    for (const error of errors) {
      const { text } = noticeFor(error);
      expect(text).toContain(FAILURE_WORDS[error.code].what);
      expect(text).not.toContain(error.message);
    }
  });

  it.each(CODES)('says nothing of money for %s where the wish costs nothing', (code) => {
    for (const charged of ['no', 'yes', 'unknown'] as const) {
      for (const retry of ['never', 'user_may'] as const) {
        const failure = sampleFailure(code, { charged, retry });
        const text = failureSentences(failure, { asksForPicture: false }).join(' ');
        expect(text).toContain(wordsOf(failure).what);
        expect(text).not.toMatch(/was charged|been charged|charged once more|costs nothing/);
        expect(text).toMatch(retry === 'never' ? /same again will not help/ : /Trying again can help\.$/);
      }
    }
  });

  it('of a wish that costs nothing is told without the charge', () => {
    const limited = new PlatformError('rate_limited', 'Too many.', { retry: 'safe' });
    expect(noticeFor(limited).text).toContain('Nothing was charged.');
    expect(noticeFor(limited, { asksForPicture: false }).text).not.toContain('charged');
  });

  it('has a usual sentence for each refusal', () => {
    const error = refusal('not_yours');
    expect(error.code).toBe('not_yours');
    expect(error.message).toMatch(/^Only the person who asked/);
  });
});
