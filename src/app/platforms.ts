import { ConfigError } from '../core/index.ts';
import { isLoopback, type Config } from '../config.ts';
import { createStudio } from '../studio/index.ts';
import { buildPage } from './build-page.ts';
import type { AppOptions } from './open-app.ts';

type Opener = AppOptions['adapters'][number];

/**
 * What opens the platforms that the settings switch on.
 *
 * @throws ConfigError when they switch on one that this version does not have, or none.
 */
export function platformsOf(config: Config): readonly Opener[] {
  const missing = [config.discord ? 'DISCORD_TOKEN' : null, config.slack ? 'SLACK_BOT_TOKEN' : null].filter(
    (name) => name !== null,
  );
  if (missing.length > 0)
    throw new ConfigError(
      missing.map((name) => `${name} is set, and this version cannot use it yet: leave it out.`),
    );
  if (!config.process.studio)
    throw new ConfigError(['STUDIO is false and no chat platform is set: there is nothing to run.']);
  return [openStudio(config)];
}

function openStudio(config: Config): Opener {
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
