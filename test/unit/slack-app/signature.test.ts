import { describe, expect, it } from 'vitest';

import { isSignedBySlack, signatureOf } from '../../../src/slack/signature.ts';

/** The example of Slack's documentation, "Verifying requests from Slack". */
const EXAMPLE = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};
const AT = Number(EXAMPLE.timestamp) * 1000;
const MINUTE = 60_000;
const bytes = Buffer.from(EXAMPLE.body);
const request = { body: bytes, timestamp: EXAMPLE.timestamp, signature: EXAMPLE.signature };

describe('the signature', () => {
  it("is that of Slack's own example", () => {
    expect(signatureOf(bytes, EXAMPLE.timestamp, EXAMPLE.secret)).toBe(EXAMPLE.signature);
    expect(isSignedBySlack(request, EXAMPLE.secret, AT)).toBe(true);
  });

  it.each([
    ['five minutes old', 5 * MINUTE, true],
    ['older than that', 5 * MINUTE + 1, false],
    ['five minutes ahead', -5 * MINUTE, true],
    ['further in the future', -5 * MINUTE - 1, false],
  ])('of a request that is %s', (_what, later, isGood) => {
    expect(isSignedBySlack(request, EXAMPLE.secret, AT + later)).toBe(isGood);
  });

  it.each([
    ['another body', { ...request, body: Buffer.from(`${EXAMPLE.body}&x=1`) }],
    ['another time', { ...request, timestamp: '1531420619' }],
    ['a time that is no number', { ...request, timestamp: 'soon' }],
    ['no time', { ...request, timestamp: undefined }],
    ['no signature', { ...request, signature: undefined }],
    ['two signatures', { ...request, signature: [EXAMPLE.signature, EXAMPLE.signature] }],
    ['a shorter one', { ...request, signature: EXAMPLE.signature.slice(0, -1) }],
    ['one of as many letters and more bytes', { ...request, signature: EXAMPLE.signature.replace('3', 'é') }],
  ])('is refused with %s', (_what, changed) => {
    expect(isSignedBySlack(changed, EXAMPLE.secret, AT)).toBe(false);
  });

  it('of another secret is refused', () => {
    expect(isSignedBySlack(request, 'another secret', AT)).toBe(false);
  });
});
