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

/** The same, at work in one workspace. */
export interface TeamTools extends PresenterTools {
  workspace: SlackWorkspace;
  calls: SlackCalls;
}

/** @throws PlatformError where the app is not installed. */
export async function inTeam(teamId: string | null, tools: PresenterTools): Promise<TeamTools> {
  const workspace = await tools.workspaceOf(teamId);
  return { ...tools, workspace, calls: createSlackCalls(workspace, tools.pacing) };
}
