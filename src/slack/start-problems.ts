import { webApi } from '@slack/bolt';

import { ConfigError } from '../core/index.ts';

/** Slack's own troubles, which pass; by the error codes of its method reference. */
const PASSING: readonly string[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
];

/** Slack's codes are short words; a whole page of HTML, which the library takes for a code, is not from Slack. */
const CODE = /^[a-z_]{1,60}$/;

/** Tokens of another kind in the wrong line, told before anything is sent anywhere. */
export function tokenProblems(tokens: {
  botToken: string | null;
  appToken: string | null;
}): readonly string[] {
  const problems: string[] = [];
  if (tokens.botToken?.startsWith('xapp-'))
    problems.push('SLACK_BOT_TOKEN holds an app-level token (xapp-…): the bot token begins with xoxb-.');
  if (tokens.botToken?.startsWith('xoxp-'))
    problems.push("SLACK_BOT_TOKEN holds a person's token (xoxp-…): the bot token begins with xoxb-.");
  if (tokens.appToken?.startsWith('xox'))
    problems.push(
      'SLACK_APP_TOKEN holds a token of another kind: the app-level token for Socket Mode begins with xapp-.',
    );
  return problems;
}

/** Why `auth.test` will never succeed with this bot token; null for what may pass. */
export function botTokenProblem(error: unknown): string | null {
  const code = refusalCode(error);
  if (code === null) return null;
  return code === 'account_inactive' || code === 'token_revoked'
    ? `SLACK_BOT_TOKEN is no longer valid (${code}): install the app into the workspace again, and copy the new bot token from "OAuth & Permissions".`
    : `SLACK_BOT_TOKEN is refused by Slack (${code}): copy the bot token (xoxb-…) again from "OAuth & Permissions" of your app.`;
}

/** Why `apps.connections.open` will never succeed with this app-level token; null for what may pass. */
export function appTokenProblem(error: unknown): string | null {
  const code = refusalCode(error);
  if (code === null) return null;
  return `SLACK_APP_TOKEN is refused by Slack (${code}): make an app-level token (xapp-…) with the scope connections:write under "Basic Information" of your app, and switch Socket Mode on.`;
}

export function configError(problem: string, cause: unknown): ConfigError {
  return new ConfigError([problem], { cause });
}

function refusalCode(error: unknown): string | null {
  if (!(error instanceof webApi.WebAPIPlatformError)) return null;
  const code = error.data.error;
  return CODE.test(code) && !PASSING.includes(code) ? code : null;
}
