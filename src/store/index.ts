/**
 * Where jobs, notes, durations and pictures are kept, and who works on what. The composition root and the tests come in here.
 *
 * @module
 */
export { DATA_DIR_MODE } from './encryption-key.ts';
export * from './file-picture-store.ts';
export * from './in-process-dispatcher.ts';
export * from './open-store.ts';
export * from './retention.ts';
