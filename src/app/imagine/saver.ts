import {
  SegmindError,
  createOutputDownload,
  type Clock,
  type Logger,
  type RenderResult,
} from '../../core/index.ts';
import { outputPath, savePicture } from './output.ts';

const EXTENSION_OF: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
};

export interface SaverOptions {
  outputHosts: readonly string[];
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Downloads the first picture of a result and puts it on disk.
 *
 * @returns a function that gives the path it wrote; it throws `output_unreadable` or `result_lost`, charged `yes`.
 */
export function createSaver(
  options: SaverOptions,
): (result: RenderResult, output: string | null, index: number, total: number) => Promise<string> {
  const download = createOutputDownload({ hosts: options.outputHosts, clock: options.clock });
  return async (result, output, index, total) => {
    const [url] = result.outputUrls;
    if (url === undefined)
      throw new SegmindError('result_lost', 'The service named no picture.', {
        charged: 'yes',
        requestId: result.requestId,
      });
    const picture = await download(url, { signal: options.signal });
    const path =
      output === null
        ? `imagine-${result.requestId.slice(0, 8)}${EXTENSION_OF[picture.contentType] ?? ''}`
        : outputPath(output, index, total);
    await savePicture(path, picture.bytes);
    return path;
  };
}
