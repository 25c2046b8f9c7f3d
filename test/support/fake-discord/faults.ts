/** What to do to the next requests of one route. Everything that is named happens, in the order of this list. */
export interface Fault {
  /** Waits this long before anything else, in real milliseconds. */
  readonly delayMs?: number;
  /** Destroys the connection without having done anything. */
  readonly cutBeforeTaking?: true;
  /** Answers with this status instead of doing what was asked. */
  readonly status?: number;
  /** Discord's error code of that answer. Default 0. */
  readonly code?: number;
  readonly message?: string;
  /** The answer is a page in HTML, without any code: it comes from what stands before Discord. */
  readonly html?: true;
  /** For 429: the wait that is asked for. Default 100. */
  readonly retryAfterMs?: number;
  /** For 429: whose limit it is. Default `user`, the route's own. */
  readonly scope?: 'user' | 'global' | 'shared';
  readonly headers?: Readonly<Record<string, string>>;
  /** Does what was asked, then waits this long with the answer. */
  readonly delayAnswerMs?: number;
  /** Does what was asked, then destroys the connection: the caller cannot know. */
  readonly cutAfterTaking?: true;
  /** How many requests meet it. Default 1; `Infinity` until `heal()`. */
  readonly times?: number;
}

/**
 * Which requests: `METHOD template` as the API writes it (`PATCH /channels/{channel_id}/messages/{message_id}`), `METHOD path`
 * with `*` for anything, or an expression over `METHOD path`.
 */
export type RoutePattern = string | RegExp;

interface Planned {
  readonly pattern: RoutePattern;
  readonly fault: Fault;
  left: number;
  hits: number;
}

export interface FaultHandle {
  /** How many requests it has met so far. */
  readonly hits: number;
  /** Ends it. */
  heal(): void;
}

export class Faults {
  #planned: Planned[] = [];

  plan(pattern: RoutePattern, fault: Fault): FaultHandle {
    const planned: Planned = { pattern, fault, left: fault.times ?? 1, hits: 0 };
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

  /** The fault that this request meets, counted as used; the one that was planned first comes first. */
  take(method: string, path: string, template: string): Fault | null {
    this.#planned = this.#planned.filter((planned) => planned.left > 0);
    const found = this.#planned.find(({ pattern }) => matches(pattern, method, path, template));
    if (!found) return null;
    found.left -= 1;
    found.hits += 1;
    return found.fault;
  }
}

export function matches(pattern: RoutePattern, method: string, path: string, template: string): boolean {
  const request = `${method} ${path}`;
  if (pattern instanceof RegExp) return pattern.test(request);
  if (pattern === `${method} ${template}`) return true;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(request);
}
