import {
  DOWNLOAD_TIMEOUT_MS,
  MAX_DOWNLOAD_BYTES,
  PlatformError,
  type BotError,
  UserError,
  findRule,
  refusal,
  type FetchPicture,
  type HostRule,
  type LoadedPicture,
} from '../core/index.ts';
import type { SlackCalls } from './web-calls.ts';
import type { FileWire } from './wire.ts';
import { WORDS } from './words.ts';
import type { SlackWorkspace } from './workspace.ts';

/** What is known of a file, from an event, a message or `files.info`. */
export type SlackFileFacts = FileWire;

const FILES_SCOPE = 'files:read';

/** The beginning of a page, in whatever way it was written. */
const PAGE = /^[\s\uFEFF]*(<!doctype html|<html|<head|<!--)/i;
const PAGE_HEAD_BYTES = 256;

export interface MediaOptions {
  calls: Pick<SlackCalls, 'fileInfo'>;
  workspace: Pick<SlackWorkspace, 'botToken' | 'scopes'>;
  hosts: readonly HostRule[];
  fetchPicture: FetchPicture;
}

/**
 * Downloads a file of Slack's. The bot's token goes along, so only to the hosts that the operator listed: the address of a file that
 * somebody keeps elsewhere can name any.
 *
 * @throws PlatformError `missing_permission` where Slack answers with its login page and the scope `files:read` may be missing; UserError
 * `picture_unreachable` for that page where the scope is there, `address_refused` for a file that is kept elsewhere, `picture_gone`, and
 * what the guarded fetch throws.
 */
export async function loadFile(
  file: SlackFileFacts,
  { calls, workspace, hosts, fetchPicture }: MediaOptions,
  signal: AbortSignal,
): Promise<LoadedPicture> {
  const known = addressOf(file) === null ? await factsOf(file.id, calls, signal) : file;
  const address = addressOf(known);
  if (address === null) throw refusal('picture_gone');
  if (!isListed(address, hosts)) throw refusal('address_refused');
  const policy = { hosts, maxBytes: MAX_DOWNLOAD_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const headers = { authorization: `Bearer ${workspace.botToken}` };
  try {
    const { bytes, contentType } = await fetchPicture(address, policy, { signal, headers });
    if (isPage(bytes, contentType)) throw notShown(workspace);
    return { bytes, fileName: known.name ?? null };
  } catch (error) {
    // From a host that is listed, the only way to one that is not is the way to the login page.
    if (error instanceof UserError && error.code === 'address_refused') throw notShown(workspace, error);
    throw error;
  }
}

/** A file of a shared channel comes without its facts, and so does one that is known only by its id. */
async function factsOf(
  fileId: string,
  calls: MediaOptions['calls'],
  signal: AbortSignal,
): Promise<SlackFileFacts> {
  try {
    return await calls.fileInfo(fileId, signal);
  } catch (error) {
    if (error instanceof PlatformError && error.reason === 'gone')
      throw refusal('picture_gone', { cause: error });
    throw error;
  }
}

function addressOf({ url_private_download, url_private }: SlackFileFacts): string | null {
  return url_private_download ?? url_private ?? null;
}

/** Scheme, host and port, as `findRule` of the core reads them. */
function isListed(address: string, hosts: readonly HostRule[]): boolean {
  const url = URL.parse(address);
  return url !== null && findRule(hosts, url) !== null;
}

function isPage(bytes: Uint8Array, contentType: string | null): boolean {
  if (contentType?.startsWith('text/html')) return true;
  return PAGE.test(Buffer.from(bytes.subarray(0, PAGE_HEAD_BYTES)).toString('latin1'));
}

/** Slack shows its login page without the scope, and with it where the bot has no part in any channel of the file. */
function notShown({ scopes }: Pick<SlackWorkspace, 'scopes'>, cause?: unknown): BotError {
  if (scopes?.includes(FILES_SCOPE) === true)
    return new UserError('picture_unreachable', WORDS.cannotSeeFile, { cause });
  return new PlatformError(
    'missing_permission',
    'Slack answered with its login page: the app lacks the scope files:read.',
    { retry: 'user_may', details: { neededScope: FILES_SCOPE }, cause },
  );
}
