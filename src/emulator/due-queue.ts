interface Due<Item> {
  at: number;
  item: Item;
}

/** Items in the order of their time (a binary heap), so that twenty thousand running requests cost nothing at each look. */
export class DueQueue<Item> {
  readonly #heap: Due<Item>[] = [];

  add(at: number, item: Item): void {
    const heap = this.#heap;
    let i = heap.push({ at, item }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.#at(parent) <= this.#at(i)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** Takes out the earliest item that is due by `now`, or answers undefined. */
  next(now: number): Item | undefined {
    const [first] = this.#heap;
    if (!first || first.at > now) return undefined;
    this.#swap(0, this.#heap.length - 1);
    this.#heap.pop();
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const child = this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(child) >= this.#at(i)) break;
      this.#swap(i, child);
      i = child;
    }
    return first.item;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (!first || !second) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
