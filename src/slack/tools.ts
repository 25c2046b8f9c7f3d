import type { Clock, FetchPicture, HostRule, Logger } from '../core/index.ts';
import type { Deliveries } from './deliveries.ts';
import type { Pacing } from './pacing.ts';
import { createSlackCalls, type SlackCalls } from './web-calls.ts';
import type { SlackWorkspace, WorkspaceOf } from './workspace.ts';

/** What every part of the presenter works with. */
export interface PresenterTools {
  workspaceOf: WorkspaceOf;
  pacing: Pacing;
  deliveries: Deliveries;
  clock: Clock;
  logger: Logger;
  /** As in `SLACK_FILE_HOSTS`. */
  hosts: readonly HostRule[];
  fetchPicture: FetchPicture;
}

/** One workspace, and Slack's calls in its name. */
export interface Team {
  workspace: SlackWorkspace;
  calls: SlackCalls;
}

/** The same, at work in one workspace. */
export type TeamTools = PresenterTools & Team;

/** @throws PlatformError where the app is not installed. */
export async function inTeam<T extends Pick<PresenterTools, 'workspaceOf' | 'pacing'>>(
  teamId: string | null,
  tools: T,
): Promise<T & Team> {
  const workspace = await tools.workspaceOf(teamId);
  return { ...tools, workspace, calls: createSlackCalls(workspace, tools.pacing) };
}
