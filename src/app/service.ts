import {
  createPace,
  createRequestLimiter,
  createSegmindClient,
  type Clock,
  type Logger,
  type SegmindClient,
} from '../core/index.ts';
import type { Config } from '../config.ts';
import { startEmulator } from '../emulator/index.ts';

/**
 * Requests that may be sent at once after a quiet time: a third of the minute's budget, and 20 at the default of 60. A smaller plan
 * gets a smaller burst, so that a minute never sees much more than the plan allows.
 */
const BURST_SHARE = 1 / 3;
const MAX_BURST = 20;

/** The emulator inside this process runs faster than the real service, so that a first look takes seconds. */
const EMULATOR_SPEED = 3;
/** Any key of the right shape will do for the emulator. */
const EMULATOR_KEY = 'SG_emulated_key';

export interface PaintingService {
  client: SegmindClient;
  /** Hosts that pictures may be downloaded from. */
  outputHosts: readonly string[];
  /** True: nothing here is real and nothing is paid. */
  emulated: boolean;
  close(): Promise<void>;
}

export interface ServiceOptions {
  config: Config['service'];
  /** Where the emulator keeps what it was asked for, so that it goes on after a restart as the service would. One process at a time. */
  emulatorDir: string;
  clock: Clock;
  logger: Logger;
  /** Learned durations by profile, from an earlier run. */
  memory: Readonly<Record<string, string>>;
  onLearn: (profile: string, memory: string) => void;
}

/** The client for the real service, or for an emulator in this process where no key is set. */
export async function openService(options: ServiceOptions): Promise<PaintingService> {
  const { config, clock, logger } = options;
  const emulator =
    config.apiKey === null
      ? await startEmulator({ speed: EMULATOR_SPEED, stateDir: options.emulatorDir })
      : null;
  const client = createSegmindClient({
    apiKey: config.apiKey ?? EMULATOR_KEY,
    baseUrl: emulator?.url ?? config.baseUrl,
    uploadUrl: emulator?.uploadUrl ?? config.uploadUrl,
    model: config.model,
    clock,
    logger,
    pace: createPace({ memory: options.memory, onLearn: options.onLearn }),
    limiter: createRequestLimiter({
      requestsPerMinute: config.requestsPerMinute,
      burst: Math.min(MAX_BURST, Math.ceil(config.requestsPerMinute * BURST_SHARE)),
      clock,
    }),
  });
  return {
    client,
    outputHosts: emulator ? [emulator.outputHost] : config.outputHosts,
    emulated: emulator !== null,
    async close() {
      await client.close();
      await emulator?.close();
    },
  };
}
