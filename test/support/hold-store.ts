import { silentLogger, systemClock } from '../../src/core/index.ts';
import { openStore } from '../../src/store/index.ts';

/**
 * A process of its own that opens a store and says so, or says why not. It then holds the store until it is killed.
 *
 *     node test/support/hold-store.ts DATABASE_URL DATA_DIR
 */
const [, , databaseUrl = '', dataDir = ''] = process.argv;
try {
  await openStore({ databaseUrl, dataDir, encryptionKey: null, clock: systemClock, logger: silentLogger });
  process.stdout.write('held\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
}
