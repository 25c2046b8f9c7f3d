import { afterEach, beforeEach } from 'vitest';

import type { StoreFactory, StoreFixture } from './store-fixture.ts';

/** Fresh stores for each test of the suite around it. */
export function useStores(factory: StoreFactory): () => StoreFixture {
  let fixture: StoreFixture | null = null;
  beforeEach(async () => {
    fixture = await factory();
  });
  afterEach(async () => {
    await fixture?.dispose();
  });
  return () => {
    if (!fixture) throw new Error('Stores exist within a test only.');
    return fixture;
  };
}
