import { createOutputDownload, type Clock, type Logger, type RenderResult } from '../../core/index.ts';
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
 * Downloads the pictures of a result and puts them on disk: usually one, but every one is paid for.
 *
 * @returns a function that gives the paths it wrote; it throws `output_unreadable` or `result_lost`, charged `yes`.
 */
export function createSaver(
  options: SaverOptions,
): (result: RenderResult, output: string | null, index: number, total: number) => Promise<readonly string[]> {
  const download = createOutputDownload({ hosts: options.outputHosts, clock: options.clock });
  return async ({ requestId, outputUrls }, output, index, total) => {
    const paths: string[] = [];
    for (const [nth, url] of outputUrls.entries()) {
      const picture = await download(url, { signal: options.signal });
      const name = output ?? `imagine-${requestId}${EXTENSION_OF[picture.contentType] ?? ''}`;
      const own = output === null ? name : outputPath(name, index, total);
      const path = nth === 0 ? own : outputPath(own, nth, outputUrls.length);
      await savePicture(path, picture.bytes);
      paths.push(path);
    }
    return paths;
  };
}
