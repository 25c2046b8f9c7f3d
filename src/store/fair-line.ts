import type { DispatchEntry } from '../core/index.ts';

interface Waiting {
  entry: DispatchEntry;
  /** The virtual time at which it is its turn. */
  turn: number;
  /** Order of arrival, between equal turns. */
  arrival: number;
  /** As last told; null until it has been told once. */
  toldPlace: number | null;
}

/** People who have nothing in line are forgotten once there are this many more of them than jobs. */
const MAX_IDLE_PEOPLE = 64;

/**
 * A line that serves people in turn, not jobs in the order in which they came: start-time fair queueing (Goyal, Vin & Cheng 1996). A
 * job's turn is the present turn, or the end of its person's own last job when that is later; a job is as long as its takes. So one
 * person's fifty jobs lie fifty turns deep, and a newcomer is served within the present one. The array is kept sorted: a place is a
 * binary search, and only jobs that really moved are told so.
 */
export class FairLine {
  readonly #line: Waiting[] = [];
  readonly #byJob = new Map<string, Waiting>();
  /** Where each person's next job goes. */
  readonly #nextTurns = new Map<string, number>();
  #turn = 0;
  #arrivals = 0;
  /** From here on, places may differ from what was told. */
  #movedFrom = Number.POSITIVE_INFINITY;

  get length(): number {
    return this.#line.length;
  }

  peek(): DispatchEntry | undefined {
    return this.#line[0]?.entry;
  }

  /** False when the job is in line already. */
  push(entry: DispatchEntry): boolean {
    if (this.#byJob.has(entry.jobId)) return false;
    const turn = Math.max(this.#turn, this.#nextTurns.get(entry.requesterKey) ?? 0);
    this.#nextTurns.set(entry.requesterKey, turn + length(entry));
    this.#insert({ entry, turn, arrival: this.#arrivals++, toldPlace: null });
    return true;
  }

  shift(): void {
    const first = this.#line.shift();
    if (!first) return;
    this.#byJob.delete(first.entry.jobId);
    this.#turn = first.turn;
    this.#movedFrom = 0;
    this.#forgetIdlePeople();
  }

  /** Nothing waits and nothing runs: who was served before counts no more. */
  rest(): void {
    this.#nextTurns.clear();
  }

  /** Takes the job out; the turns that it leaves go to those of its person behind it. False when it is not in line. */
  remove(jobId: string): boolean {
    const gone = this.#byJob.get(jobId);
    if (!gone) return false;
    const key = gone.entry.requesterKey;
    const own = this.#line.slice(this.#indexOf(gone)).filter(({ entry }) => entry.requesterKey === key);
    for (const waiting of own) this.#line.splice(this.#indexOf(waiting), 1);
    this.#byJob.delete(jobId);
    const arrivals = own.map(({ arrival }) => arrival);
    let { turn } = gone;
    for (const waiting of own.slice(1)) {
      waiting.turn = turn;
      waiting.arrival = arrivals.shift() ?? waiting.arrival;
      turn += length(waiting.entry);
      this.#insert(waiting);
    }
    this.#nextTurns.set(key, turn);
    this.#movedFrom = 0;
    return true;
  }

  /** 1 for the next one, null when it is not in line. */
  placeOf(jobId: string): number | null {
    const waiting = this.#byJob.get(jobId);
    return waiting ? this.#indexOf(waiting) + 1 : null;
  }

  /** Tells each job whose place is another one than was last told. A job's first place is not news: whoever enqueued it asks for it. */
  takeMoves(tell: (jobId: string, place: number) => void): void {
    const moved: [string, number][] = [];
    for (let index = this.#movedFrom; index < this.#line.length; index += 1) {
      const waiting = this.#line[index];
      if (!waiting || waiting.toldPlace === index + 1) continue;
      if (waiting.toldPlace !== null) moved.push([waiting.entry.jobId, index + 1]);
      waiting.toldPlace = index + 1;
    }
    this.#movedFrom = Number.POSITIVE_INFINITY;
    for (const [jobId, place] of moved) tell(jobId, place);
  }

  #insert(waiting: Waiting): void {
    const index = this.#indexOf(waiting);
    this.#line.splice(index, 0, waiting);
    this.#byJob.set(waiting.entry.jobId, waiting);
    this.#movedFrom = Math.min(this.#movedFrom, index);
  }

  /** Where it stands, or would stand. */
  #indexOf(waiting: Pick<Waiting, 'turn' | 'arrival'>): number {
    let low = 0;
    let high = this.#line.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#line[middle];
      if (other && (other.turn - waiting.turn || other.arrival - waiting.arrival) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Who has used up no turn beyond the present one starts like a newcomer; remembering them would only cost memory. */
  #forgetIdlePeople(): void {
    if (this.#nextTurns.size <= this.#line.length + MAX_IDLE_PEOPLE) return;
    for (const [key, next] of this.#nextTurns) if (next <= this.#turn) this.#nextTurns.delete(key);
  }
}

function length(entry: DispatchEntry): number {
  return Math.max(1, entry.takes);
}
