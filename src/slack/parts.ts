import type { Clock, ImagineBot, Logger, NoteStore } from '../core/index.ts';
import type { SlackPresenter } from './presenter.ts';
import type { WorkspaceOf } from './workspace.ts';

/** What every listener is given. */
export interface SlackParts {
  bot: ImagineBot;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  presenter: SlackPresenter;
  workspaceOf: WorkspaceOf;
  /** Aborts when the adapter stops. */
  signal: AbortSignal;
}
