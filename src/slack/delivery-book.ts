import type { Delivery, UploadedFile } from './deliveries.ts';
import type { SlackPlace } from './handle.ts';
import type { TeamTools } from './tools.ts';

export type DeliveryBook = ReturnType<typeof createDeliveryBook>;

/** Writes down what is about to happen to one delivery, so that whoever comes after a crash goes on from there. */
// The return type is the list of the functions below.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createDeliveryBook(key: string, start: Delivery, { deliveries, clock }: TeamTools) {
  let delivery = start;
  const write = (next: Delivery): Promise<void> => {
    delivery = next;
    return deliveries.write(key, next);
  };
  return {
    now: () => delivery,
    file: (index: number, file: UploadedFile): Promise<void> => {
      const files = Array.from({ length: Math.max(delivery.files.length, index + 1) }, (_, at) =>
        at === index ? file : (delivery.files[at] ?? null),
      );
      return write({ ...delivery, files });
    },
    /** One message is about to be posted there. */
    attempt: ({ channelId, threadTs }: SlackPlace): Promise<void> =>
      write({ ...delivery, attempt: { channelId, threadTs, at: clock.now() } }),
    /** The files by themselves are, or the words that come after them. */
    beside: ({ channelId, threadTs }: SlackPlace, beside: 'files' | 'words'): Promise<void> =>
      write({ ...delivery, attempt: { channelId, threadTs, at: clock.now(), beside } }),
  };
}
