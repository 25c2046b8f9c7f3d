import { startEmulator } from '../../src/emulator/index.ts';

/** More than any torture spends. */
const CREDITS_USD = 1_000_000;

const [ledgerPath = '', speed = '1'] = process.argv.slice(2);
const emulator = await startEmulator({ ledgerPath, speed: Number(speed), creditsUsd: CREDITS_USD });
process.send?.({ url: emulator.url, uploadUrl: emulator.uploadUrl, outputHost: emulator.outputHost });
process.once('disconnect', () => process.exit(0));
