import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { silentLogger } from '../../src/core/index.ts';
import { openStore } from '../../src/store/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { createMemoryStores } from '../support/memory-stores.ts';

import { describeJobCleaning } from './job-cleaning-contract.ts';
import { describeJobFinding } from './job-finding-contract.ts';
import { describeJobLimits } from './job-limits-contract.ts';
import { describeJobStore } from './job-store-contract.ts';
import { describeSmallStores } from './small-stores-contract.ts';
import type { StoreFixture } from './store-fixture.ts';

const factories: Record<string, () => Promise<StoreFixture>> = {
  'the stores in memory': async () => {
    await Promise.resolve();
    const clock = new ManualClock();
    const fixture: StoreFixture = {
      ...createMemoryStores(clock),
      clock,
      reopen: () => Promise.resolve(fixture),
      dispose: () => Promise.resolve(),
    };
    return fixture;
  },
  'the stores on SQLite': async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-store-'));
    return openFixture(dataDir, new ManualClock());
  },
};

async function openFixture(dataDir: string, clock: ManualClock): Promise<StoreFixture> {
  const databaseUrl = `sqlite:${path.join(dataDir, 'bot.db')}`;
  const stores = await openStore({ databaseUrl, dataDir, encryptionKey: null, clock, logger: silentLogger });
  let current = stores;
  return {
    ...stores,
    clock,
    async reopen() {
      await stores.close();
      const again = await openFixture(dataDir, clock);
      current = { ...again, close: () => again.jobs.close() };
      return again;
    },
    async dispose() {
      await current.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

for (const [name, factory] of Object.entries(factories)) {
  describeJobStore(name, factory);
  describeJobLimits(name, factory);
  describeJobFinding(name, factory);
  describeJobCleaning(name, factory);
  describeSmallStores(name, factory);
}
