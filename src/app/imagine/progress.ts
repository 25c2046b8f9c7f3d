import { SECOND_MS, type Clock, type RequestStatus } from '../../core/index.ts';
import type { CommandIo } from '../command-io.ts';

/** How often the line is redrawn on a terminal. */
const REDRAW_MS = 250;
const CLEAR_LINE = '\r\u001b[2K';

/** The state of one picture, in the words of the service. */
type State = 'SUBMITTING' | Uppercase<RequestStatus['state']>;

export interface Progress {
  /** The `index`th picture is in this state now. */
  show(index: number, state: State): void;
  /** Wipes the live line; what follows starts on a clean one. */
  end(): void;
}

export interface ProgressOptions {
  io: CommandIo;
  clock: Clock;
  total: number;
  /** The usual time a picture takes, by past ones; null when nothing is known yet. */
  estimateMs: () => number | null;
}

/**
 * Shows on standard error how the pictures are coming along: one line that is redrawn on a terminal, one line a change elsewhere.
 */
export function createProgress({ io, clock, total, estimateMs }: ProgressOptions): Progress {
  const startedAt = clock.monotonicMs();
  const states = new Map<number, State>();
  const stop = new AbortController();

  function line(): string {
    const seconds = Math.floor((clock.monotonicMs() - startedAt) / SECOND_MS);
    const word = total === 1 ? (states.get(0) ?? 'SUBMITTING') : summary([...states.values()]);
    const usual = estimateMs();
    const estimate = usual === null ? '' : ` · usually about ${Math.max(1, Math.round(usual / SECOND_MS))} s`;
    return `${word} ${seconds} s${estimate}`;
  }

  async function redraw(): Promise<void> {
    for (;;) {
      await clock.sleep(REDRAW_MS, stop.signal);
      io.stderr(`${CLEAR_LINE}${line()}`);
    }
  }
  if (io.isTerminal) redraw().catch(() => undefined); // Ends with `stop`, which is its only way to reject.

  return {
    show(index, state) {
      const before = states.get(index);
      states.set(index, state);
      if (io.isTerminal) io.stderr(`${CLEAR_LINE}${line()}`);
      else if (before !== state)
        io.stderr(`${total === 1 ? '' : `${index + 1} of ${total}: `}${total === 1 ? line() : state}\n`);
    },
    end() {
      stop.abort();
      if (io.isTerminal) io.stderr(CLEAR_LINE);
    },
  };
}

function summary(states: readonly State[]): string {
  const counts = new Map<State, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
