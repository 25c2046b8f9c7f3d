import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';

import { areBlocksRefused, isPlaceClosed, platformErrorOf } from '../../../src/slack/web-errors.ts';

const refused = (error: string, messages: string[] = []): WebAPIPlatformError =>
  new WebAPIPlatformError({ ok: false, error, response_metadata: { messages } });

describe('an error of Slack', () => {
  it.each([
    ['not_in_channel', 'missing_permission'],
    ['channel_not_found', 'missing_permission'],
    ['is_archived', 'missing_permission'],
    ['missing_scope', 'missing_permission'],
    ['message_not_found', 'gone'],
    ['token_revoked', 'unavailable'],
    ['ratelimited', 'rate_limited'],
    ['file_upload_size_restricted', 'payload_too_large'],
    ['msg_too_long', 'rejected'],
    ['internal_error', 'outcome_unknown'],
  ])('that is called %s means %s for a post', (code, reason) => {
    expect(platformErrorOf(refused(code), 'create').reason).toBe(reason);
  });

  it('leaves open whether a post arrived when no answer came, and nothing open where no connection came about', () => {
    const timeout = new WebAPIRequestError(new DOMException('Too slow.', 'TimeoutError'));
    expect(platformErrorOf(timeout, 'create').reason).toBe('outcome_unknown');
    expect(platformErrorOf(timeout, 'edit').reason).toBe('unavailable');
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const unsent = new WebAPIRequestError(new TypeError('fetch failed', { cause }));
    expect(platformErrorOf(unsent, 'create').reason).toBe('unavailable');
  });

  it.each([500, 502, 503, 504, 408, 403, 404, 522])(
    'leaves open whether a post arrived when something in between answers %i',
    (status) => {
      expect(platformErrorOf(new WebAPIHTTPError(status, '', {}), 'create').reason).toBe('outcome_unknown');
      expect(platformErrorOf(new WebAPIHTTPError(status, '', {}), 'edit').reason).toBe('unavailable');
    },
  );

  it('is a pause, and no open question, by the status of one', () => {
    expect(platformErrorOf(new WebAPIHTTPError(429, '', {}), 'create').reason).toBe('rate_limited');
  });

  it('says how long a pause is', () => {
    expect(platformErrorOf(new WebAPIRateLimitedError(7), 'edit')).toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 7000,
    });
  });

  it('keeps no word of an answer that is no code, and none of what was sent', () => {
    const error = platformErrorOf(refused('<html>xoxb-secret a red fox</html>'), 'create');
    expect(error.reason).toBe('outcome_unknown');
    expect(JSON.stringify([error, String(error.cause)])).not.toMatch(/secret|fox/);
  });

  it('tells a closed place, and blocks that are refused, from everything else', () => {
    expect(isPlaceClosed(platformErrorOf(refused('restricted_action'), 'create'))).toBe(true);
    expect(isPlaceClosed(platformErrorOf(refused('missing_scope'), 'create'))).toBe(false);
    const words = ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'];
    expect(areBlocksRefused(platformErrorOf(refused('invalid_blocks', words), 'create'))).toBe(true);
    expect(areBlocksRefused(platformErrorOf(refused('msg_too_long'), 'create'))).toBe(false);
  });
});
