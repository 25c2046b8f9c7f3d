/**
 * Segmind's v2 queue on this machine, for trying things out and for tests: it takes requests as the service does, paints pictures
 * of its own and goes wrong on demand. It knows nothing of the client that talks to it.
 *
 * @module
 */
export { emulatorCommand } from './command.ts';
export type { EmulatorClock } from './clock.ts';
export type { LedgerEntry } from './ledger.ts';
export { SCENARIOS, type ScenarioName } from './scenarios.ts';
export type { ScenarioRule } from './scenario-book.ts';
export { startEmulator, type Emulator, type EmulatorOptions } from './server.ts';
