import { createGuardedFetch } from '../core/index.ts';
import type { Config } from '../config.ts';
import { createDiscord } from '../discord/index.ts';
import type { Opener } from './open-app.ts';

/** Null where no token is set. */
export function openDiscord({ discord, service }: Config): Opener | null {
  if (discord === null) return null;
  return (context) =>
    Promise.resolve(
      createDiscord({
        context,
        settings: discord,
        model: service.model,
        fetchPicture: createGuardedFetch({ clock: context.clock }),
      }),
    );
}
