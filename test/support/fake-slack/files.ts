import { imageSize } from './image-size.ts';
import type { FileRecord, MessageRecord, World } from './state.ts';

/** A file as a person or a test hands it over. */
export interface FileInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Found from the bytes when left out. */
  readonly mimetype?: string;
  readonly title?: string;
  readonly altTxt?: string;
  /** Kept by another service; `url_private` then names the fake's external host, or this address. */
  readonly external?: true | string;
  /** Messages and shortcuts carry `{id, file_access: "check_file_info"}` only, as with Slack Connect. */
  readonly checkFileInfo?: boolean;
}

/** How long new uploads of the app take until they can be used. */
export interface Readiness {
  /** `files.info` shows no type for so long, on the fake's clock. */
  readonly delayMs?: number;
  /** `files.info` shows no type for so many looks. */
  readonly looks?: number;
  /** Image blocks are still refused so many times after that. */
  readonly blockRefusals?: number;
}

export function fileIsReady(world: World, file: FileRecord): boolean {
  if (file.completedAtMs === null || file.notReadyLooks > 0) return false;
  return world.clock.now() >= file.completedAtMs + file.notReadyForMs;
}

/** A file of a person: ready at once. */
export function storeFile(
  world: World,
  input: FileInput,
  owner: { teamId: string; userId: string },
): FileRecord {
  const file = blankFile(world, input.name, owner, input.external === undefined ? 'hosted' : 'external');
  const id = file.id;
  const externalUrl =
    input.external === true
      ? `http://${world.externalHost}/file/${id}/${encodeURIComponent(input.name)}`
      : (input.external ?? null);
  const stored: FileRecord = { ...file, externalUrl, accessCheck: input.checkFileInfo ?? false };
  stored.title = input.title ?? input.name;
  stored.altTxt = input.altTxt ?? null;
  fillBytes(stored, input.bytes, input.mimetype);
  stored.completedAtMs = world.clock.now();
  world.files.set(id, stored);
  return stored;
}

export function blankFile(
  world: World,
  name: string,
  owner: { teamId: string; userId: string },
  mode: 'hosted' | 'external' = 'hosted',
): FileRecord {
  return {
    id: world.ids.next('F'),
    teamId: owner.teamId,
    userId: owner.userId,
    name,
    title: name,
    mode,
    externalUrl: null,
    altTxt: null,
    mimetype: '',
    width: null,
    height: null,
    bytes: new Uint8Array(),
    uploaded: false,
    completedAtMs: null,
    notReadyForMs: 0,
    notReadyLooks: 0,
    blockRefusals: 0,
    accessCheck: false,
    createdAtMs: world.clock.now(),
    shares: [],
    deleted: false,
  };
}

export function fillBytes(file: FileRecord, bytes: Uint8Array, mimetype?: string): void {
  const seen = imageSize(bytes);
  file.bytes = bytes;
  file.uploaded = true;
  file.mimetype = mimetype ?? seen.mimetype;
  file.width = seen.width;
  file.height = seen.height;
}

export function share(file: FileRecord, message: MessageRecord): void {
  if (file.shares.some(({ channelId, ts }) => channelId === message.channelId && ts === message.ts)) return;
  file.shares.push({ channelId: message.channelId, ts: message.ts, threadTs: message.threadTs });
}
