import {
  DOWNLOAD_TIMEOUT_MS,
  MAX_DOWNLOAD_BYTES,
  MINUTE_MS,
  SECOND_MS,
  hostRules,
  refusal,
  type Clock,
  type FetchPicture,
} from '../core/index.ts';

/** The folders of Discord's CDN and its media proxy that hold what people posted; avatars, emoji and the rest are none of ours. */
const MEDIA_PATH = /^\/(attachments|ephemeral-attachments|external)\//;

/** Discord's own hosts of files; the setting's defaults. */
const FILE_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

/** Where Discord shows pictures of other hosts, in embeds and components (their `proxy_url`, observed). */
const PROXY_HOSTS = ['images-ext-1.discordapp.net', 'images-ext-2.discordapp.net'];

/** A link that ends while it is being used is as bad as one that has ended. */
const EARLY_MS = 5 * MINUTE_MS;
const HEX = 16;

export interface MediaOptions {
  /** As in `DISCORD_MEDIA_HOSTS`. */
  mediaHosts: readonly string[];
  fetchPicture: FetchPicture;
  clock: Clock;
}

/**
 * Downloads a file of Discord's, at once: its link dies.
 *
 * @throws UserError `picture_gone` for a link that has ended (read its message anew), `address_refused` for one that leads elsewhere
 * than to a file of Discord's, and what the guarded fetch throws. The signal's reason.
 */
export type LoadMedia = (url: string, signal: AbortSignal) => Promise<Uint8Array>;

/** @throws ConfigError for hosts that cannot be used. */
export function createMediaLoader({ mediaHosts, fetchPicture, clock }: MediaOptions): LoadMedia {
  const isOfDiscord = mediaHosts.some((host) => FILE_HOSTS.includes(host));
  const policy = {
    hosts: hostRules(isOfDiscord ? [...mediaHosts, ...PROXY_HOSTS] : mediaHosts),
    maxBytes: MAX_DOWNLOAD_BYTES,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    // Discord's CDN answers with the file itself; whatever leads elsewhere is none of its files.
    maxRedirects: 0,
  };
  return async (url, signal) => {
    signal.throwIfAborted();
    if (!MEDIA_PATH.test(URL.parse(url)?.pathname ?? '')) throw refusal('address_refused');
    if (hasEnded(url, clock.now())) throw refusal('picture_gone');
    return (await fetchPicture(url, policy, { signal })).bytes;
  };
}

/** Whether a signed link has ended, or will within five minutes. `ex` is its end in hexadecimal seconds; a link without it has none. */
export function hasEnded(url: string, now: number): boolean {
  const end = URL.parse(url)?.searchParams.get('ex') ?? null;
  if (end === null) return false;
  const endsAt = Number.parseInt(end, HEX) * SECOND_MS;
  return Number.isNaN(endsAt) || endsAt - EARLY_MS <= now;
}
