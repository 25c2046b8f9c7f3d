import { ConfigError, SegmindError, UserError, type UserErrorCode } from '../errors.ts';
import { backoffMs } from '../segmind/backoff.ts';
import { SECOND_MS, systemClock, type Clock } from '../time.ts';
import { createGuardedFetch, type FetchPicture } from './guarded-fetch.ts';
import { parseHostRule, type HostRule } from './host-rules.ts';
import { decodeWhole, inspectPicture, type PictureFacts } from './inspect.ts';
import { DOWNLOAD_TIMEOUT_MS, MAX_DOWNLOAD_BYTES } from './limits.ts';

/** A painted picture that was decoded from its first to its last line. */
export interface DownloadedPicture extends PictureFacts {
  bytes: Uint8Array;
}

/**
 * Downloads a painted picture. The host is public: no key is sent.
 *
 * @throws SegmindError, always charged `yes`, for it is paid: `unavailable`, retry `safe`, when the host could not be reached for half a
 * minute; `result_lost` when it does not have it (any more); `output_unreadable` when what it sends is no whole picture, or its address
 * is on no host of the list. The signal's reason.
 */
export type DownloadOutput = (url: string, options: { signal: AbortSignal }) => Promise<DownloadedPicture>;

export interface OutputDownloadOptions {
  /** As in `SEGMIND_OUTPUT_HOSTS`: `images.segmind.com`, `127.0.0.1:8787`. */
  hosts: readonly string[];
  /** For the waits between tries; sockets live in real time. */
  clock: Clock;
  /** From 0 to below 1, for jitter. Default `Math.random`. */
  random?: () => number;
  /** Default: a guarded fetch over the system's resolver. */
  fetchPicture?: FetchPicture;
}

/** How long a host that cannot be reached is tried again. */
const PATIENCE_MS = 30 * SECOND_MS;
/** A store of files may show a new one late, or half of it; two more looks cost seconds, and the picture is paid. */
const MAX_SECOND_LOOKS = 2;
const MAY_COME_LATE: readonly UserErrorCode[] = ['picture_gone', 'picture_unreadable'];

/** @throws ConfigError for hosts that cannot be used. */
export function createOutputDownload(options: OutputDownloadOptions): DownloadOutput {
  const { clock, random = Math.random } = options;
  const fetchPicture = options.fetchPicture ?? createGuardedFetch({ clock: systemClock });
  const policy = {
    hosts: hostRules(options.hosts),
    maxBytes: MAX_DOWNLOAD_BYTES,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  };

  async function look(url: string, signal: AbortSignal): Promise<DownloadedPicture> {
    const { bytes } = await fetchPicture(url, policy, { signal });
    const facts = await inspectPicture(bytes);
    await decodeWhole(bytes);
    return { ...facts, bytes };
  }

  return async (url, { signal }) => {
    const startedAtMs = clock.monotonicMs();
    let secondLooks = 0;
    for (let failures = 1; ; failures += 1) {
      try {
        return await look(url, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        const waitMs = backoffMs(failures, random);
        if (error.retry !== 'safe') secondLooks += 1;
        const isOver =
          error.retry === 'safe'
            ? clock.monotonicMs() - startedAtMs + waitMs > PATIENCE_MS
            : !MAY_COME_LATE.includes(error.code) || secondLooks > MAX_SECOND_LOOKS;
        if (isOver) throw asPaid(error);
        await clock.sleep(waitMs, signal);
      }
    }
  };
}

/** The rules that the texts of a setting stand for. @throws ConfigError that names each text that is none. */
export function hostRules(hosts: readonly string[]): readonly HostRule[] {
  const wrong = hosts.filter((host) => parseHostRule(host) === null);
  if (wrong.length > 0)
    throw new ConfigError(
      wrong.map(
        (host) => `"${host}" is no host of pictures: write a public host name, or one of this machine.`,
      ),
    );
  return hosts.flatMap((host) => parseHostRule(host) ?? []);
}

function asPaid(error: UserError): SegmindError {
  const options = { cause: error, charged: 'yes' } as const;
  if (error.retry === 'safe')
    return new SegmindError('unavailable', 'The painted picture cannot be downloaded for now.', {
      ...options,
      retry: 'safe',
    });
  if (error.code === 'picture_gone')
    return new SegmindError('result_lost', 'The painted picture is not there any more.', {
      ...options,
      retry: 'user_may',
    });
  const message =
    error.code === 'address_refused'
      ? 'The painted picture is on a host that is not listed in SEGMIND_OUTPUT_HOSTS.'
      : 'What came instead of the painted picture cannot be read.';
  return new SegmindError('output_unreadable', message, { ...options, retry: 'user_may' });
}
