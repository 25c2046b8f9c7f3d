import type { z } from 'zod';

import { abortable, PlatformError } from '../core/index.ts';
import type { Pacing } from './pacing.ts';
import { platformErrorOf, type CallKind } from './web-errors.ts';
import type { SlackWorkspace } from './workspace.ts';

/** By which every call of Slack's is made in one workspace. */
export interface Caller {
  workspace: SlackWorkspace;
  pacing: Pacing;
  /** @throws PlatformError; the signal's reason once it aborts. */
  call: <T>(
    kind: CallKind,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    request: () => Promise<unknown>,
  ) => Promise<T>;
  /** Tells the pacing what Slack itself refused. */
  paced: <T>(refused: (retryAfterMs: number) => void, send: () => Promise<T>) => Promise<T>;
}

export function createCaller(workspace: SlackWorkspace, pacing: Pacing): Caller {
  return {
    workspace,
    pacing,
    async call(kind, schema, signal, request) {
      signal.throwIfAborted();
      let answer: unknown;
      try {
        // Slack's library takes no signal: what it still does after an abort is nobody's matter any more.
        answer = await abortable(request(), signal);
      } catch (error) {
        signal.throwIfAborted();
        throw platformErrorOf(error, kind);
      }
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      throw platformErrorOf(new Error('Unreadable answer.', { cause: parsed.error }), kind);
    },
    async paced(refused, send) {
      try {
        return await send();
      } catch (error) {
        if (error instanceof PlatformError && error.reason === 'rate_limited')
          refused(error.retryAfterMs ?? 0);
        throw error;
      }
    },
  };
}
