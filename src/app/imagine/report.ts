import type { BotError } from '../../core/index.ts';
import type { Painted } from './paint.ts';

/** The one line that `--json` prints. Other programs read it: names are added, never changed. */
export interface ImagineReport {
  /** `partial`: some of several pictures came. `interrupted`: Ctrl-C; `requestId` can be resumed. */
  status: 'completed' | 'partial' | 'failed' | 'interrupted';
  requestId: string | null;
  seed: number | null;
  files: readonly string[];
  /** What the service said it took, summed; null when it said nothing. */
  costUsd: number | null;
  error?: { code: string; charged: string; retry: string; message: string };
  /** One entry a picture, where several were asked for. */
  requests?: readonly {
    requestId: string | null;
    seed: number | null;
    files: readonly string[];
    code: string | null;
  }[];
}

export function reportOf(painted: readonly Painted[]): ImagineReport {
  const files = painted.flatMap((one) => one.files);
  const costs = painted.flatMap((one) => one.costUsd ?? []);
  const failed = painted.find((one) => one.error)?.error ?? null;
  const first = painted[0];
  return {
    status: statusOf(painted),
    requestId: first?.requestId ?? null,
    seed: first?.seed ?? null,
    files,
    // Dollars with sub-cent prices add up in binary with noise in the last digits; micro-dollars are what a bill can show.
    costUsd: costs.length === 0 ? null : Math.round(costs.reduce((sum, cost) => sum + cost, 0) * 1e6) / 1e6,
    ...(failed ? { error: errorOf(failed) } : {}),
    ...(painted.length > 1
      ? {
          requests: painted.map(({ requestId, seed, files: own, error }) => ({
            requestId,
            seed,
            files: own,
            code: error?.code ?? null,
          })),
        }
      : {}),
  };
}

/** The report of something that Ctrl-C ended before anything was sent. */
export const NOTHING_SENT: ImagineReport = {
  status: 'interrupted',
  requestId: null,
  seed: null,
  files: [],
  costUsd: null,
};

/** The report of something that was refused before anything was sent. */
export function refusalOf(error: BotError): ImagineReport {
  return { status: 'failed', requestId: null, seed: null, files: [], costUsd: null, error: errorOf(error) };
}

function statusOf(painted: readonly Painted[]): ImagineReport['status'] {
  const came = painted.filter((one) => one.files.length > 0).length;
  if (came === painted.length) return 'completed';
  if (painted.some((one) => one.interrupted)) return 'interrupted';
  return came > 0 ? 'partial' : 'failed';
}

function errorOf(error: BotError): NonNullable<ImagineReport['error']> {
  return { code: error.code, charged: error.charged, retry: error.retry, message: error.message };
}
