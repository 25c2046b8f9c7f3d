import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { fastify, type FastifyInstance } from 'fastify';

import { StoreError, silentLogger, systemClock, type Adapter, type NoteStore } from '../../src/core/index.ts';
import { createStudio, type StudioOptions } from '../../src/studio/index.ts';
import { JobRig } from './job-rig.ts';
import { StudioBrowser } from './studio-browser.ts';

export type NoteFault = 'refused' | 'answer_lost';

/** Notes that fail once, as they are told. */
export class FaultyNotes implements NoteStore {
  readonly #notes: NoteStore;
  fault: NoteFault | null = null;

  constructor(notes: NoteStore) {
    this.#notes = notes;
  }

  get(namespace: string, key: string): Promise<string | null> {
    return this.#notes.get(namespace, key);
  }
  async set(namespace: string, key: string, value: string, expiresAt: number | null): Promise<void> {
    const fault = this.fault;
    this.fault = null;
    if (fault !== 'refused') await this.#notes.set(namespace, key, value, expiresAt);
    if (fault !== null) throw new StoreError('disk_full', 'The disk fails as it was told.');
  }
  setIfAbsent(namespace: string, key: string, value: string, expiresAt: number | null): Promise<boolean> {
    return this.#notes.setIfAbsent(namespace, key, value, expiresAt);
  }
  delete(namespace: string, key: string): Promise<void> {
    return this.#notes.delete(namespace, key);
  }
  list(namespace: string): Promise<readonly { key: string; value: string }[]> {
    return this.#notes.list(namespace);
  }
}

/** A studio that listens on this machine, over a bot whose service is scripted. Nothing is painted by itself. */
export interface StudioStand {
  rig: JobRig;
  studio: Adapter;
  http: FastifyInstance;
  url: string;
  notes: FaultyNotes;
  browser(name?: string): Promise<StudioBrowser>;
  close(): Promise<void>;
}

export async function openStudioStand(
  options: Partial<StudioOptions> & { rig?: JobRig; notes?: FaultyNotes } = {},
): Promise<StudioStand> {
  const rig = options.rig ?? new JobRig();
  const notes = options.notes ?? new FaultyNotes(rig.stores.notes);
  const http = fastify({ forceCloseConnections: true });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-studio-'));
  const studio = await createStudio({
    context: { bot: rig.bot, notes, clock: systemClock, logger: silentLogger },
    http,
    emulated: true,
    loopbackOnly: true,
    dataDir,
    studioToken: null,
    model: 'nano-banana-2-lite',
    pricePerImageUsd: 0.042,
    pageDir: null,
    ...options,
  });
  rig.running.addPresenter(studio.presenter);
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  await studio.start();
  return {
    rig,
    studio,
    http,
    url,
    notes,
    browser: (name) => StudioBrowser.open(url, name),
    async close() {
      await studio.stop();
      await http.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
