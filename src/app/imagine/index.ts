import { randomInt } from 'node:crypto';
import { join } from 'node:path';

import {
  ConfigError,
  MINUTE_MS,
  SEED,
  UserError,
  asBotError,
  createLogger,
  parametersSchema,
  systemClock,
  usualAspectRatio,
  type Charged,
  type Logger,
  type SegmindClient,
  type SegmindJob,
} from '../../core/index.ts';
import { loadConfig, type Config } from '../../config.ts';
import { EXIT, type CommandIo } from '../command-io.ts';
import { openService, type PaintingService } from '../service.ts';
import { IMAGINE_HELP, readArguments, type ImagineArguments } from './arguments.ts';
import { openDurationsFile } from './durations-file.ts';
import { openJournal } from './journal.ts';
import { checkOutput, formatOf } from './output.ts';
import { collect, paint, type PaintOptions, type Painted } from './paint.ts';
import { createProgress } from './progress.ts';
import { readReferences } from './references.ts';
import { NOTHING_SENT, refusalOf, reportOf, type ImagineReport } from './report.ts';
import { createSaver } from './saver.ts';

const MONEY: Readonly<Record<Charged, string>> = {
  no: 'Nothing was charged.',
  yes: 'It was charged.',
  unknown: 'It may have been charged.',
};

/**
 * `imagine`: paints from the command line. Progress and words go to standard error, the result to standard output, which with
 * `--json` is exactly one line, on failure too.
 *
 * @returns 0 when every picture is on disk, 1 when the service failed, 2 when the request cannot be used, 130 after Ctrl-C.
 */
export async function imagineCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  const json = argv.includes('--json');
  try {
    const args = readArguments(argv);
    if (args.help) {
      io.stdout(IMAGINE_HELP);
      return EXIT.ok;
    }
    const report = await imagine(args, io);
    if (json) io.stdout(`${JSON.stringify(report)}\n`);
    else if (report.files.length > 0) io.stdout(`${report.files.join('\n')}\n`);
    return exitCodeOf(report);
  } catch (thrown) {
    // The border of the command line: everything ends in one sentence and an exit code.
    if (io.signal.aborted && thrown === io.signal.reason) {
      io.stderr('Stopped before anything was sent.\n');
      if (json) io.stdout(`${JSON.stringify(NOTHING_SENT)}\n`);
      return EXIT.interrupted;
    }
    const error = asBotError(thrown);
    io.stderr(`${error.message}\n`);
    if (json) io.stdout(`${JSON.stringify(refusalOf(error))}\n`);
    return error instanceof UserError || error instanceof ConfigError ? EXIT.badInput : EXIT.failed;
  }
}

async function imagine(args: ImagineArguments, io: CommandIo): Promise<ImagineReport> {
  const config = loadConfig(io.environment);
  const format = formatOf(args.output);
  await checkOutput(args.output);
  const references = await readReferences(args.images, systemClock, io.signal);

  const logger = createLogger({ level: quieter(config.process.logLevel), secrets: config.secrets });
  const durations = openDurationsFile(config.state.dataDir);
  const service = await openService({
    config: config.service,
    // Its own, not the bot's: both may run at the same time.
    emulatorDir: join(config.state.dataDir, 'imagine-emulator'),
    clock: systemClock,
    logger,
    memory: durations.memory,
    onLearn: (profile, memory) => durations.save(profile, memory),
  });
  try {
    if (service.emulated)
      io.stderr('No SEGMIND_API_KEY is set: the emulator in this process paints, free and unreal.\n');
    const imageUrls = await Promise.all(
      references.map((picture) =>
        service.client.upload(picture.bytes, picture.contentType, { signal: io.signal }),
      ),
    );
    const painted = args.resume
      ? await resume(args.resume, args, { io, config, service, logger })
      : await paintAll(args, format, imageUrls, { io, config, service, logger });
    return reportOf(painted);
  } finally {
    await service.close();
  }
}

interface Surroundings {
  io: CommandIo;
  config: Config;
  service: PaintingService;
  logger: Logger;
}

async function paintAll(
  args: ImagineArguments,
  format: 'jpg' | 'png' | null,
  imageUrls: readonly string[],
  around: Surroundings,
): Promise<readonly Painted[]> {
  const { request } = args;
  if (!request) return [];
  const total = request.count ?? 1;
  const parameters = parametersSchema.parse({
    aspectRatio: usualAspectRatio(imageUrls.length > 0),
    ...(format ? { outputFormat: format } : {}),
    ...request.parameters,
  });
  const first = parameters.seed ?? randomInt(SEED.min, SEED.max - total);
  const profile = {
    model: around.config.service.model,
    thinkingLevel: parameters.thinkingLevel,
    hasSources: imageUrls.length > 0,
  };
  return withProgress(
    around,
    total,
    () => around.service.client.estimateMs(profile),
    (optionsOf) =>
      Promise.all(
        Array.from({ length: total }, (_, index) => {
          const seed = ((first - SEED.min + index) % SEED.max) + SEED.min;
          const input = { prompt: request.prompt, parameters: { ...parameters, seed }, imageUrls };
          return paint(input, optionsOf(index, args.output));
        }),
      ),
  );
}

async function resume(
  requestId: string,
  args: ImagineArguments,
  around: Surroundings,
): Promise<readonly Painted[]> {
  const job = jobOf(requestId, around.service.client);
  return withProgress(
    around,
    1,
    () => null,
    async (optionsOf) => [
      await collect(job, null, {
        ...optionsOf(0, args.output),
        submittedAt: systemClock.now() - RESUMED_AGE_MS,
        // How long it really took is not known here, so nothing of it goes into the durations of the model.
        model: `${around.config.service.model} resumed`,
        hasSources: false,
        thinkingLevel: 'high',
      }),
    ],
  );
}

/** @throws UserError where the client would throw its own kind: nothing was sent, the words are at fault. */
function jobOf(requestId: string, client: SegmindClient): SegmindJob {
  try {
    return client.job(requestId);
  } catch (error) {
    throw new UserError('bad_usage', asBotError(error).message, { cause: error });
  }
}

async function withProgress(
  around: Surroundings,
  total: number,
  estimateMs: () => number | null,
  work: (optionsOf: (index: number, output: string | null) => PaintOptions) => Promise<readonly Painted[]>,
): Promise<readonly Painted[]> {
  const { io, config, service, logger } = around;
  const journal = openJournal(config.state.dataDir, systemClock);
  const progress = createProgress({ io, clock: systemClock, total, estimateMs });
  const save = createSaver({
    outputHosts: service.outputHosts,
    clock: systemClock,
    logger,
    signal: io.signal,
  });
  try {
    const painted = await work((index, output) => ({
      client: service.client,
      clock: systemClock,
      journal,
      signal: io.signal,
      model: config.service.model,
      onStatus: (state) => progress.show(index, state),
      save: (result) => save(result, output, index, total),
    }));
    progress.end();
    for (const one of painted) io.stderr(sentenceOf(one));
    return painted;
  } finally {
    progress.end();
    journal.close();
  }
}

function sentenceOf({ requestId, files, error, interrupted }: Painted): string {
  if (files.length > 0) return `COMPLETED ${files.join(' ')}\n`;
  const again = requestId === null ? '' : ` Pick it up again with: npm run imagine -- --resume ${requestId}`;
  if (interrupted)
    return requestId === null
      ? 'Stopped before anything was sent.\n'
      : `Stopped waiting for ${requestId}.${again}\n`;
  if (!error) return '';
  // Whatever may have been paid may still be there to fetch, for an hour.
  return `FAILED ${error.message} ${MONEY[error.charged]}${error.charged === 'no' ? '' : again}\n`;
}

function exitCodeOf(report: ImagineReport): number {
  if (report.status === 'completed') return EXIT.ok;
  return report.status === 'interrupted' ? EXIT.interrupted : EXIT.failed;
}

/** When a resumed request was submitted is not known here. This old it is looked at almost at once, with most of the deadline left. */
const RESUMED_AGE_MS = MINUTE_MS;

/** The command line speaks for itself; its log is for what goes wrong behind it. */
function quieter(level: Config['process']['logLevel']): Config['process']['logLevel'] {
  return level === 'info' ? 'warn' : level;
}
