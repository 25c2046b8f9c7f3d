import {
  createOutputDownload,
  fileNameFor,
  fitForChat,
  inspectPicture,
  prepareReference,
  type Clock,
  type PictureTools,
} from '../core/index.ts';

/** What a re-encode aims at when a chat has refused a picture for its size: half of the smallest limit any of them has (Discord, 10 MiB). */
const SMALLER_BYTES = 5 * 1024 * 1024;

/** The picture functions of the core, bound to the hosts that pictures may come from. */
export function createPictureTools({
  outputHosts,
  clock,
}: {
  outputHosts: readonly string[];
  clock: Clock;
}): PictureTools {
  return {
    inspect: inspectPicture,
    prepareReference,
    downloadOutput: createOutputDownload({ hosts: outputHosts, clock }),
    fitForChat: async (picture, { contentTypes, smaller }) =>
      fitForChat(picture.bytes, {
        contentTypes,
        maxBytes: smaller ? Math.min(SMALLER_BYTES, picture.sizeBytes / 2) : Infinity,
      }),
    fileName: (job, index, contentType) => fileNameFor({ jobId: job.id, index, contentType }),
    // Chat text never names an address to fetch; only the command line does, and it loads them itself.
    loadAddress: null,
  };
}
