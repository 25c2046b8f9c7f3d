import { ConfigError } from '../core/index.ts';
import { isLoopback, type Config } from '../config.ts';
import { createStudio } from '../studio/index.ts';
import { buildPage } from './build-page.ts';
import type { Opener } from './open-app.ts';
import { openDiscord } from './open-discord.ts';
import { openSlack } from './open-slack.ts';

/**
 * What opens the platforms that the settings switch on.
 *
 * @throws ConfigError when they switch on none.
 */
export function platformsOf(config: Config): readonly Opener[] {
  const openers = [openDiscord(config), openSlack(config), openStudio(config)].filter(
    (opener) => opener !== null,
  );
  if (openers.length === 0)
    throw new ConfigError(['STUDIO is false and no chat platform is set: there is nothing to run.']);
  return openers;
}

/** Null where the studio is off. */
function openStudio(config: Config): Opener | null {
  if (!config.process.studio) return null;
  return async (context, http, { emulated }) =>
    createStudio({
      context,
      http,
      emulated,
      loopbackOnly: isLoopback(config.process.httpHost),
      studioToken: config.process.studioToken,
      dataDir: config.state.dataDir,
      model: config.service.model,
      pricePerImageUsd: config.service.pricePerImageUsd,
      pageDir: await buildPage(),
      retentionDays: config.state.retentionDays,
    });
}
