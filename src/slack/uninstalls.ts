import type { App } from '@slack/bolt';
import { z } from 'zod';

import { SECOND_MS, type Logger } from '../core/index.ts';
import type { Installations } from './installation-store.ts';

const envelopeSchema = z.object({
  team_id: z.string(),
  /** Seconds since 1970. */
  event_time: z.number(),
  event: z.object({ tokens: z.object({ bot: z.array(z.string()).optional() }).optional() }),
});

export interface UninstallsOptions {
  /** Null where only `SLACK_BOT_TOKEN` is served. */
  installations: Installations | null;
  logger: Logger;
  /** The app is gone from a workspace, whoever keeps its token. */
  onGone: (teamId: string) => void;
}

/** Forgets a workspace's token when it takes the app out, or takes the token back. Both events come, in either order. */
export function registerUninstalls(app: App, { installations, logger, onGone }: UninstallsOptions): void {
  app.event('app_uninstalled', async ({ body }) => forget(envelopeSchema.parse(body)));
  app.event('tokens_revoked', async ({ body }) => {
    const envelope = envelopeSchema.parse(body);
    // Tokens of people are none that this app has.
    if ((envelope.event.tokens?.bot ?? []).length > 0) await forget(envelope);
  });

  async function forget({ team_id: team, event_time }: z.infer<typeof envelopeSchema>): Promise<void> {
    // The whole second in which it happened.
    const removed = await installations?.remove(team, event_time * SECOND_MS + SECOND_MS - 1);
    if (removed === true) logger.info({ team }, 'a Slack workspace took the app out; its token is deleted');
    if (installations === null || removed === true) onGone(team);
  }
}
