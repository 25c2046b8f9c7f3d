import type { Json } from './json.ts';

/** What to do to the next calls of one method. Everything that is named happens, in the order of this list. */
export interface Fault {
  /** Waits this long before anything else, in real milliseconds. */
  readonly delayMs?: number;
  /** Destroys the connection without having done anything. */
  readonly cutBeforeTaking?: true;
  /** Answers with this status instead of doing what was asked. 429 takes `retryAfterSeconds` along (default 1). */
  readonly status?: number;
  /** Answers `{ok: false, error}` instead of doing what was asked. */
  readonly error?: string;
  /** `response_metadata.messages` beside the error. */
  readonly messages?: readonly string[];
  /** More fields of the error answer: `needed`, `provided` … */
  readonly extra?: Json;
  readonly retryAfterSeconds?: number;
  /** Does what was asked, then waits this long with the answer. */
  readonly delayAnswerMs?: number;
  /** Does what was asked and never answers: the caller's own time limit ends it. */
  readonly silentAfterTaking?: true;
  /** Does what was asked, then destroys the connection: the caller cannot know. */
  readonly cutAfterTaking?: true;
  /** How many calls meet it. Default 1; `Infinity` until `heal()`. */
  readonly times?: number;
  /** Only calls with such arguments meet it. */
  readonly when?: (args: Json) => boolean;
}

/** A fault in one word: an error code, a status, or what happens to the connection. */
export type FaultLike = Fault | number | string;

export interface FaultHandle {
  /** How many calls it has met so far. */
  readonly hits: number;
  /** Ends it. */
  heal(): void;
}

const WORDS: Readonly<Record<string, Fault>> = {
  'timeout after it arrived': { silentAfterTaking: true },
  cut: { cutBeforeTaking: true },
  'cut after it arrived': { cutAfterTaking: true },
};

interface Planned {
  readonly method: string;
  readonly fault: Fault;
  left: number;
  hits: number;
}

export class Faults {
  #planned: Planned[] = [];

  /** `method`: of the Web API, with `*` at its end for several; or `upload`, `download`, `response_url`. */
  plan(method: string, like: FaultLike): FaultHandle {
    const fault = faultOf(like);
    const planned: Planned = { method, fault, left: fault.times ?? 1, hits: 0 };
    this.#planned.push(planned);
    return {
      get hits() {
        return planned.hits;
      },
      heal: () => {
        planned.left = 0;
      },
    };
  }

  /** The fault that this call meets, counted as used; the one that was planned first comes first. */
  take(method: string, args: Json): Fault | null {
    this.#planned = this.#planned.filter((planned) => planned.left > 0);
    const found = this.#planned.find(
      (planned) => matches(planned.method, method) && (planned.fault.when?.(args) ?? true),
    );
    if (!found) return null;
    found.left -= 1;
    found.hits += 1;
    return found.fault;
  }
}

function faultOf(like: FaultLike): Fault {
  if (typeof like === 'number') return { status: like };
  if (typeof like === 'string') return WORDS[like] ?? { error: like };
  return like;
}

function matches(pattern: string, method: string): boolean {
  return pattern.endsWith('*') ? method.startsWith(pattern.slice(0, -1)) : method === pattern;
}
