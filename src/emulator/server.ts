import { randomUUID } from 'node:crypto';
import { isIPv6, type AddressInfo } from 'node:net';

import { application } from './application.ts';
import { systemClock, type EmulatorClock } from './clock.ts';
import type { Context } from './context.ts';
import { Assets, Gallery } from './gallery.ts';
import { FILE_LIFE_MS, JobBook } from './jobs.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { ReferenceRoom } from './references.ts';
import { ruleSchema, ScenarioBook, type ScenarioRule } from './scenario-book.ts';
import { isFree, StateDir } from './state-dir.ts';
import { Traffic } from './traffic.ts';

export interface EmulatorOptions {
  /** Default 127.0.0.1: there is no password on the emulator's own routes. */
  host?: string;
  /** Default 0: any free one. */
  port?: number;
  /** Divides every latency. Default 1, as slow as the service. */
  speed?: number;
  /** The one key that opens. Default null: every key that looks like `SG_…`. */
  apiKey?: string | null;
  /** The balance to begin with, in dollars. Default 100. */
  creditsUsd?: number;
  /** Makes latencies and drawn seeds the same in each run. Default: different each time. */
  randomSeed?: string | number;
  clock?: EmulatorClock;
  /** Each submit is appended here as a line of JSON and synced before it is answered. Default: memory alone. */
  ledgerPath?: string;
  /**
   * A folder for requests and uploads, so that the next start goes on with them, at the same port where that is free; the balance
   * begins anew, less what they cost. Default: memory alone.
   */
  stateDir?: string;
  /** One line a request: method, route, status. Never a prompt. */
  log?: (line: string) => void;
}

export interface Emulator {
  /** What `SEGMIND_BASE_URL` takes: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly uploadUrl: string;
  /** What `SEGMIND_OUTPUT_HOSTS` takes: `127.0.0.1:PORT`. */
  readonly outputHost: string;
  /** Every submit that was taken, in order, with its outcome as of now. */
  ledger(): readonly LedgerEntry[];
  /** The same as `POST /emulator/scenarios`. @throws ZodError on a rule that is not one */
  addScenario(rule: ScenarioRule): void;
  clearScenarios(): void;
  /** The balance as of now, in dollars. */
  creditsUsd(): number;
  setCredits(usd: number): void;
  /** Cuts what is still connected. */
  close(): Promise<void>;
}

const DEFAULT_CREDITS_USD = 100;

/** @throws the system's error when the port is taken or the ledger's file or the state's folder cannot be used. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const clock = options.clock ?? systemClock;
  const ledger = new Ledger(options.ledgerPath);
  const scenarios = new ScenarioBook(clock);
  const state =
    options.stateDir === undefined ? null : new StateDir(options.stateDir, clock.now() - FILE_LIFE_MS);
  const assets = new Assets(clock, state);
  const references = new ReferenceRoom(state ? (url) => assets.byAddress(url) : undefined);
  const closing = new AbortController();
  const jobs = new JobBook({
    clock,
    ledger,
    scenarios,
    references,
    speed: options.speed ?? 1,
    creditsUsd: options.creditsUsd ?? DEFAULT_CREDITS_USD,
    randomSeed: String(options.randomSeed ?? randomUUID()),
    state,
  });
  for (const job of state?.jobs ?? []) jobs.restore(job);
  const context: Context = {
    clock,
    apiKey: options.apiKey ?? null,
    jobs,
    ledger,
    scenarios,
    gallery: new Gallery(references),
    assets,
    traffic: new Traffic(),
    closing: closing.signal,
  };
  const app = application(context, options.log);
  const close = async (): Promise<void> => {
    closing.abort(new Error('The emulator is stopping.'));
    await references.close();
    await app.close();
    ledger.close();
    state?.close();
  };
  try {
    const host = options.host ?? '127.0.0.1';
    await app.listen({ host, port: await portFor(options.port ?? 0, host, state) });
  } catch (error) {
    await close();
    throw error;
  }
  const address = app.server.address();
  if (address !== null && typeof address !== 'string') state?.keepPort(address.port);
  const authority = authorityOf(address);
  return {
    url: `http://${authority}`,
    uploadUrl: `http://${authority}/upload-asset`,
    outputHost: authority,
    ledger() {
      jobs.settle();
      return ledger.list();
    },
    addScenario: (rule) => void scenarios.add(ruleSchema.parse(rule)),
    clearScenarios: () => scenarios.clear(),
    creditsUsd: () => jobs.creditsUsd,
    setCredits: (usd) => void (jobs.creditsUsd = usd),
    close,
  };
}

/** Any port will do, but addresses of an earlier run name the one that it had. */
async function portFor(asked: number, host: string, state: StateDir | null): Promise<number> {
  const earlier = asked === 0 ? (state?.port ?? 0) : 0;
  return earlier !== 0 && (await isFree(earlier, host)) ? earlier : asked;
}

function authorityOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The emulator has no port.');
  // A server on all addresses is reached by loopback; an address is no use to a client as 0.0.0.0.
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address.address] ?? address.address;
  return `${isIPv6(host) ? `[${host}]` : host}:${address.port}`;
}
