import type { Config } from '../config.ts';
import type { AppOptions } from './open-app.ts';

/** The platforms that the settings switch on. */
export function platformsOf(_config: Config): AppOptions['adapters'] {
  return [];
}
