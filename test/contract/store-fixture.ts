import type { DurationStore, JobStore, NoteStore, PictureStore } from '../../src/core/index.ts';
import type { ManualClock } from '../support/manual-clock.ts';

export interface StoreFixture {
  jobs: JobStore;
  notes: NoteStore;
  durations: DurationStore;
  pictures: PictureStore;
  clock: ManualClock;
  /** Closes everything and opens it again, where that is possible: what was written must still be there. */
  reopen(): Promise<StoreFixture>;
  dispose(): Promise<void>;
}

/** Empty stores. */
export type StoreFactory = () => Promise<StoreFixture>;
