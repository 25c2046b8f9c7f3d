import { createGuardedFetch } from '../core/index.ts';
import type { Config } from '../config.ts';
import { createSlack } from '../slack/index.ts';
import type { Opener } from './open-app.ts';

/** Null where no workspace is set, and none may install the app. */
export function openSlack({ slack, state }: Config): Opener | null {
  if (slack === null) return null;
  return (context, http) =>
    createSlack({
      context,
      http,
      settings: slack,
      fetchPicture: createGuardedFetch({ clock: context.clock }),
      retentionDays: state.retentionDays,
    });
}
