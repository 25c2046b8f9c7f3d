import type { Clock, ImagineBot, Logger, NoteStore, PrivateShares } from '../core/index.ts';
import type { DiscordPresenter } from './presenter.ts';

/** What every handler of an event is given. */
export interface DiscordParts {
  bot: ImagineBot;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  presenter: DiscordPresenter;
  shares: PrivateShares;
  settings: {
    /** Whether the words and files of messages arrive that do not mention the bot. */
    messageContent: boolean;
    /** The model that paints, for help. */
    model: string;
  };
  /** Aborts when the adapter stops. */
  signal: AbortSignal;
}
