/**
 * Where jobs, notes, durations and pictures are kept, and who works on what. The composition root and the tests come in here.
 *
 * @module
 */
export * from './in-process-dispatcher.ts';
