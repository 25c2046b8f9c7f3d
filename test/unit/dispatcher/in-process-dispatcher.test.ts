import { describe, expect, it } from 'vitest';

import { InterruptSignal, silentLogger, StopSignal, type Dispatcher } from '../../../src/core/index.ts';
import { createInProcessDispatcher } from '../../../src/store/index.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

interface Started {
  jobId: string;
  signal: AbortSignal;
  releaseSlot: () => void;
  end: (error?: Error) => void;
}

/** A dispatcher whose handlers end when the test says so. */
function harness(maxInFlight: number): { dispatcher: Dispatcher; started: Started[]; names: () => string[] } {
  const dispatcher = createInProcessDispatcher({
    maxInFlight,
    clock: new ManualClock(),
    logger: silentLogger,
  });
  const started: Started[] = [];
  dispatcher.start(
    (jobId, context) =>
      new Promise<void>((resolve, reject) => {
        const end = (error?: Error): void => (error ? reject(error) : resolve());
        started.push({ jobId, signal: context.signal, releaseSlot: () => context.releaseSlot(), end });
        context.signal.addEventListener('abort', () => resolve());
      }),
  );
  return { dispatcher, started, names: () => started.map((run) => run.jobId) };
}

function enqueue(dispatcher: Dispatcher, person: string, count: number, takes = 1): void {
  for (let index = 1; index <= count; index += 1)
    dispatcher.enqueue({ jobId: `${person}${String(index)}`, requesterKey: person, takes });
}

async function endAll(started: readonly Started[]): Promise<void> {
  for (let index = 0; index < started.length; index += 1) {
    started[index]?.end();
    await settle();
  }
}

describe('the in-process dispatcher', () => {
  it('serves nine people with one job each within the first ten, behind one with fifty', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'many', 50);
    for (const person of 'abcdefghi') enqueue(dispatcher, person, 1);
    await settle();
    await endAll(started);
    expect(names()).toHaveLength(59);
    expect(names().slice(0, 10)).toEqual(['many1', 'a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'h1', 'i1']);
  });

  it('serves a newcomer in the present turn, however long the others have been served', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'a', 20);
    await settle();
    for (let index = 0; index < 10; index += 1) {
      started[index]?.end();
      await settle();
    }
    enqueue(dispatcher, 'new', 2);
    await endAll(started);
    expect(names().indexOf('new1')).toBe(11);
    expect(names().indexOf('new2')).toBe(13);
  });

  it('gives people an equal share of takes, not of jobs', async () => {
    const { dispatcher, started, names } = harness(4);
    enqueue(dispatcher, 'wide', 2, 4);
    enqueue(dispatcher, 'b', 5, 1);
    await settle();
    await endAll(started);
    expect(names()).toEqual(['wide1', 'b1', 'b2', 'b3', 'b4', 'wide2', 'b5']);
  });

  it('never holds more takes in flight than allowed, and lets none slip past a wide job', async () => {
    const { dispatcher, started, names } = harness(4);
    enqueue(dispatcher, 'a', 1, 3);
    enqueue(dispatcher, 'wide', 1, 4);
    enqueue(dispatcher, 'c', 1, 1);
    await settle();
    expect(names()).toEqual(['a1']);
    expect(dispatcher.placeInLine('wide1')).toBe(1);
    expect(dispatcher.placeInLine('c1')).toBe(2);
    started[0]?.end();
    await settle();
    expect(names()).toEqual(['a1', 'wide1']);
    started[1]?.end();
    await settle();
    expect(names()).toEqual(['a1', 'wide1', 'c1']);
  });

  it('starts a job of more takes than there are places', async () => {
    const { dispatcher, names } = harness(2);
    enqueue(dispatcher, 'a', 2, 4);
    await settle();
    expect(names()).toEqual(['a1']);
    expect(dispatcher.counts()).toEqual({ waiting: 1, running: 1 });
  });

  it('starts a job that needs no place at the service while all places are taken', async () => {
    const { dispatcher, names } = harness(1);
    enqueue(dispatcher, 'a', 1);
    dispatcher.enqueue({ jobId: 'delivering', requesterKey: 'b', takes: 0 });
    await settle();
    expect(names()).toEqual(['a1', 'delivering']);
  });

  it('gives released places to the next, once, while the job goes on', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'a', 3);
    await settle();
    started[0]?.releaseSlot();
    started[0]?.releaseSlot();
    await settle();
    expect(names()).toEqual(['a1', 'a2']);
    started[0]?.end();
    await settle();
    expect(names()).toEqual(['a1', 'a2']);
    expect(dispatcher.counts()).toEqual({ waiting: 1, running: 1 });
  });

  it('leaves a job that is waiting or running as it is', async () => {
    const { dispatcher, started, names } = harness(1);
    for (let time = 0; time < 3; time += 1) enqueue(dispatcher, 'a', 2);
    await settle();
    enqueue(dispatcher, 'a', 2);
    expect(dispatcher.counts()).toEqual({ waiting: 1, running: 1 });
    await endAll(started);
    expect(names()).toEqual(['a1', 'a2']);
    enqueue(dispatcher, 'a', 1);
    await settle();
    expect(names()).toEqual(['a1', 'a2', 'a1']);
  });

  it('keeps the line until it is started', async () => {
    const dispatcher = createInProcessDispatcher({
      maxInFlight: 1,
      clock: new ManualClock(),
      logger: silentLogger,
    });
    enqueue(dispatcher, 'a', 2);
    expect(dispatcher.counts()).toEqual({ waiting: 2, running: 0 });
    const served: string[] = [];
    dispatcher.start(async (jobId) => {
      await Promise.resolve();
      served.push(jobId);
    });
    await settle();
    expect(served).toEqual(['a1', 'a2']);
  });

  it('runs an interrupted job again in its own place, with a signal that is whole', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'a', 2);
    await settle();
    dispatcher.interrupt('a1');
    dispatcher.interrupt('a1');
    await settle();
    expect(started[0]?.signal.reason).toBeInstanceOf(InterruptSignal);
    expect(names()).toEqual(['a1', 'a1']);
    expect(started[1]?.signal.aborted).toBe(false);
    expect(dispatcher.counts()).toEqual({ waiting: 1, running: 1 });
  });

  it('handles an interrupted waiting job at once, in no place, and leaves everybody else their turn', async () => {
    const { dispatcher, started, names } = harness(4);
    enqueue(dispatcher, 'a', 1, 3);
    enqueue(dispatcher, 'wide', 2, 4);
    enqueue(dispatcher, 'c', 1);
    await settle();
    dispatcher.interrupt('wide1');
    await settle();
    expect(names()).toEqual(['a1', 'wide1']);
    expect(started[1]?.signal.aborted).toBe(false);
    expect(['wide1', 'wide2', 'c1'].map((job) => dispatcher.placeInLine(job))).toEqual([null, 1, 2]);
    started[1]?.end();
    await settle();
    expect(names()).toEqual(['a1', 'wide1']);
    await endAll(started);
    expect(names()).toEqual(['a1', 'wide1', 'wide2', 'c1']);
  });

  it('lets those pass who waited behind a wide job that is interrupted', async () => {
    const { dispatcher, names } = harness(4);
    enqueue(dispatcher, 'a', 1, 3);
    enqueue(dispatcher, 'wide', 1, 4);
    enqueue(dispatcher, 'c', 1);
    await settle();
    dispatcher.interrupt('wide1');
    await settle();
    expect(names()).toEqual(['a1', 'wide1', 'c1']);
  });

  it('goes on after a handler that rejects', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'a', 2);
    await settle();
    started[0]?.end(new Error('broken'));
    await settle();
    expect(names()).toEqual(['a1', 'a2']);
  });

  it('goes on after a handler that throws before its first wait', async () => {
    const dispatcher = createInProcessDispatcher({
      maxInFlight: 1,
      clock: new ManualClock(),
      logger: silentLogger,
    });
    const served: string[] = [];
    dispatcher.start((jobId) => {
      served.push(jobId);
      throw new Error('broken');
    });
    enqueue(dispatcher, 'a', 2);
    await settle();
    expect(served).toEqual(['a1', 'a2']);
    expect(dispatcher.counts()).toEqual({ waiting: 0, running: 0 });
  });

  it('stops: aborts what runs, waits for it, starts nothing more', async () => {
    const { dispatcher, started, names } = harness(1);
    enqueue(dispatcher, 'a', 3);
    await settle();
    await dispatcher.stop();
    expect(started[0]?.signal.reason).toBeInstanceOf(StopSignal);
    enqueue(dispatcher, 'b', 1);
    await settle();
    expect(names()).toEqual(['a1']);
    expect(dispatcher.counts().running).toBe(0);
  });
});
