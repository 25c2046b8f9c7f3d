/** What the dispatcher needs to know of a job to be fair; the rest stays in the store. */
export interface DispatchEntry {
  jobId: string;
  /** The person, for round robin: `requesterKey(requester)`. */
  requesterKey: string;
  /** Paid requests that it will hold in flight at once. */
  takes: number;
}

/** Why a handler's signal aborts when the process stops: leave everything as the rows have it, the next start goes on from there. */
export class StopSignal extends Error {
  constructor() {
    super('The program is stopping.');
    this.name = 'StopSignal';
  }
}

/** Why a handler's signal aborts when its job was interrupted: return, and the handler is called anew to read the rows again. */
export class InterruptSignal extends Error {
  constructor() {
    super('The job was interrupted.');
    this.name = 'InterruptSignal';
  }
}

export interface RunContext {
  /** Aborts when the process stops (`reason` is a `StopSignal`) or the job is interrupted (an `InterruptSignal`). */
  signal: AbortSignal;
  /** Gives the job's places at the service back before its work is done: a chat that is down must hold up nobody's painting. */
  releaseSlot(): void;
}

/** Works on a job until it is final, or until the signal aborts. The rows say what is left to do. Never rejects for a job's own failure. */
export type JobHandler = (jobId: string, context: RunContext) => Promise<void>;

/** Who works on what. */
export interface Dispatcher {
  /** After the commit; a job that is waiting or running already is left as it is. */
  enqueue(entry: DispatchEntry): void;
  start(handle: JobHandler): void;
  /**
   * For a job whose rows say that it is to end. Aborts the signal of a running one; once its handler has returned it is called anew, in
   * the places that it holds, to read the rows again. A waiting one leaves the line and is handled at once: an end needs no place.
   */
  interrupt(jobId: string): void;
  /** 1 for the next one to start, null when it is not waiting. */
  placeInLine(jobId: string): number | null;
  /** Called with each waiting job whose place changed. Returns a function that ends the subscription. */
  onPlaceChange(listener: (jobId: string, place: number) => void): () => void;
  counts(): { waiting: number; running: number };
  /** Takes no new work, aborts what runs, resolves when every handler has returned. */
  stop(): Promise<void>;
}
