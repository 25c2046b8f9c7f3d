import type { WebClient } from '@slack/web-api';

/** One workspace in which the app is installed, with the client that talks in its name. */
export interface SlackWorkspace {
  teamId: string;
  /** A credential: goes to Slack's API by the client, and to its file hosts by the presenter, nowhere else. */
  botToken: string;
  botUserId: string;
  botId: string | null;
  /** The scopes that were granted; null where nobody told. */
  scopes: readonly string[] | null;
  /** Made by `createWebClient`. */
  client: WebClient;
}

/**
 * The workspace of a team; null for the one workspace of `SLACK_BOT_TOKEN`.
 *
 * @throws PlatformError `gone` or `missing_permission`, in words, when the app is not installed there (any more).
 */
export type WorkspaceOf = (teamId: string | null) => Promise<SlackWorkspace>;

/** Whether a scope is granted. Where nobody told, what the app cannot work without is granted, and nothing else. */
export function hasScope({ scopes }: Pick<SlackWorkspace, 'scopes'>, scope: string): boolean {
  return scopes === null ? REQUIRED_SCOPES.includes(scope) : scopes.includes(scope);
}

/** The bot scopes without which nothing works. */
export const REQUIRED_SCOPES: readonly string[] = [
  'app_mentions:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'im:history',
  'im:write',
];
