import { afterEach } from 'vitest';

import { DiscordHandlersRig, type HandlersRigOptions } from './discord-handlers-rig.ts';

/** What starts a rig for a test; it is closed after it. */
export function useHandlersRig(): (options?: HandlersRigOptions) => Promise<DiscordHandlersRig> {
  const started: DiscordHandlersRig[] = [];
  afterEach(async () => {
    for (const rig of started.splice(0)) await rig.close();
  });
  return async (options = {}) => {
    const rig = await DiscordHandlersRig.start(options);
    started.push(rig);
    return rig;
  };
}
