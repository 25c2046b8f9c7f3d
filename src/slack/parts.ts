import type { Clock, ImagineBot, Logger, NoteStore, PrivateShares } from '../core/index.ts';
import type { Pacing } from './pacing.ts';
import type { SlackPresenter } from './presenter.ts';
import type { WorkspaceOf } from './workspace.ts';

/** What every listener is given. */
export interface SlackParts {
  bot: ImagineBot;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  presenter: SlackPresenter;
  shares: PrivateShares;
  workspaceOf: WorkspaceOf;
  /** The one that the presenter keeps to as well. */
  pacing: Pacing;
  /** Aborts when the adapter stops. */
  signal: AbortSignal;
}
