/** Bytes of pictures by their SHA-256: painted ones before their take is called painted, references as they arrive. */
export interface PictureStore {
  /** Durable when it resolves; the same bytes twice are stored once. Returns the hash in lower-case hex. */
  put(bytes: Uint8Array): Promise<string>;
  /** Null when nothing of that name is stored (any more). */
  get(hash: string): Promise<Uint8Array | null>;
  /** Removes what was last put before `before` and is not named by `keep`. Returns how many. */
  sweep(before: number, keep: (hash: string) => Promise<boolean>): Promise<number>;
}
