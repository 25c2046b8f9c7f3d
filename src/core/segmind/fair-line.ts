/** Callers in line, served round robin between keys and in order within a key. */
export interface FairLine {
  /** Puts `serve` at the end of its key's line. `leave` takes it out again; after it was served, that does nothing. */
  join(key: string, serve: () => void): { leave: () => void };
  /** Takes the next one out of the line; undefined when nobody waits. */
  next(): (() => void) | undefined;
  size(): number;
}

export function createFairLine(): FairLine {
  // A Map keeps its keys in the order of insertion: the first key is the one whose turn it is, and goes to the end when served.
  // The sets keep theirs too, so that anyone in the middle can leave at no cost.
  const lines = new Map<string, Set<{ serve: () => void }>>();
  let size = 0;

  return {
    join(key, serve) {
      const place = { serve };
      const line = lines.get(key) ?? new Set();
      lines.set(key, line.add(place));
      size += 1;
      return {
        leave: () => {
          if (!line.delete(place)) return;
          size -= 1;
          if (line.size === 0) lines.delete(key);
        },
      };
    },

    next() {
      for (const [key, line] of lines) {
        for (const place of line) {
          line.delete(place);
          size -= 1;
          lines.delete(key);
          if (line.size > 0) lines.set(key, line);
          return place.serve;
        }
      }
      return undefined;
    },

    size: () => size,
  };
}
