/** Discord counts snowflake time from the first second of 2015 (Discord's reference, "Snowflakes"). */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const TIME_SHIFT = 22n;

/** Makes ids that carry the time of their making and always grow, as Discord's do. */
export class Snowflakes {
  readonly #now: () => number;
  #last = 0n;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    const fromTime = BigInt(Math.floor(this.#now() - DISCORD_EPOCH_MS)) << TIME_SHIFT;
    this.#last = fromTime > this.#last ? fromTime : this.#last + 1n;
    return this.#last.toString();
  }
}

/** The shard that gets a guild's events (Discord's gateway documentation, "Sharding"). */
export function shardOf(guildId: string | null, shardCount: number): number {
  return guildId === null ? 0 : Number((BigInt(guildId) >> TIME_SHIFT) % BigInt(shardCount));
}
