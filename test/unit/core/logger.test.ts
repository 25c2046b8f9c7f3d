import { describe, expect, it } from 'vitest';

import {
  PlatformError,
  SegmindError,
  UserError,
  createLogger,
  type Logger,
} from '../../../src/core/index.ts';

const CANARIES = {
  apiKey: 'SG_canary0123456789abcdef',
  slackToken: 'xoxb-1234567890-canary',
  discordToken: 'MTIzNDU2Nzg5MDEyMzQ1Njc4.Canary.abcdefghijklmnopqrstuvwxyz0',
  ownSecret: 'a-secret-of-no-known-shape',
  prompt: 'the canary sings at midnight',
};

function capture(options: { logPrompts?: boolean } = {}): { logger: Logger; text: () => string } {
  let text = '';
  const logger = createLogger({
    level: 'debug',
    secrets: [CANARIES.ownSecret],
    destination: { write: (line) => void (text += line) },
    ...options,
  });
  return { logger, text: () => text };
}

function logEverything(logger: Logger): void {
  const { apiKey, slackToken, discordToken, ownSecret, prompt } = CANARIES;
  logger.info(
    { apiKey, request: { prompt, headers: { 'x-api-key': apiKey, authorization: `Bearer ${slackToken}` } } },
    'sent',
  );
  logger.warn(
    { job: { request: { prompt } }, odd: `token ${discordToken}`, text: prompt },
    `failed with ${ownSecret}`,
  );
  const cause = new Error(
    `https://discord.com/api/v10/webhooks/123456789012345678/${ownSecret} said no to ${prompt}`,
  );
  logger.error({ error: new PlatformError('rejected', 'Discord refused it.', { cause }) }, 'an error');
  logger.error({ error: cause }, 'a foreign error');
  logger.error({ err: new SegmindError('auth', `bad key ${apiKey}`) }, 'under the other name');
  logger.info({ error: new UserError('bad_flag', `--${prompt} is no flag.`) }, 'refused');
  logger.child({ token: slackToken }).info({ a: { b: { c: { token: ownSecret } } } }, 'from a child');
  logger.info(
    { url: `https://hooks.slack.com/commands/T1/2/canary-hook`, handle: { token: slackToken } },
    'urls',
  );
}

describe('the log', () => {
  it('never holds a key, a token or a prompt, wherever they turn up', () => {
    const { logger, text } = capture();
    logEverything(logger);
    for (const canary of Object.values(CANARIES)) expect(text()).not.toContain(canary);
    expect(text()).not.toContain('canary-hook');
    expect(text()).toContain('[redacted]');
  });

  it('holds prompts, and still no secret, where the operator asked for prompts', () => {
    const { logger, text } = capture({ logPrompts: true });
    logEverything(logger);
    expect(text()).toContain(CANARIES.prompt);
    for (const secret of [CANARIES.apiKey, CANARIES.slackToken, CANARIES.ownSecret])
      expect(text()).not.toContain(secret);
  });

  it('keeps the code, the advice and the chain of causes of an error', () => {
    const { logger, text } = capture();
    const error = new SegmindError('unavailable', 'The service is down.', {
      retry: 'safe',
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    });
    logger.error({ error }, 'a failure');
    const line = JSON.parse(text()) as { error: unknown; level: string };
    expect(line).toMatchObject({
      level: 'error',
      error: {
        code: 'unavailable',
        retry: 'safe',
        charged: 'no',
        cause: { name: 'Error', code: 'ECONNREFUSED' },
      },
    });
  });
});
