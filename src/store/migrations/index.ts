import type { Kysely } from 'kysely';

import { firstTables } from './0001-first-tables.ts';
import { boughtElsewhere } from './0002-bought-elsewhere.ts';
import { keptHandles } from './0003-kept-handles.ts';

/** In order: the nth brings a file from version n − 1 to n. One that was released is never changed: a new one is added. */
export const MIGRATIONS: readonly ((db: Kysely<unknown>) => Promise<void>)[] = [
  firstTables,
  boughtElsewhere,
  keptHandles,
];
