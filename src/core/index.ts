/**
 * The one path by which adapters, the store and the composition root reach the core.
 *
 * @module
 */
export type * from './adapter.ts';
export type * from './bot.ts';
export * from './conversation/refs.ts';
export * from './errors.ts';
export * from './jobs/dispatcher.ts';
export * from './jobs/job.ts';
export type * from './jobs/picture-store.ts';
export type * from './jobs/request.ts';
export type * from './jobs/store.ts';
export * from './logger.ts';
export * from './presenting/presenter.ts';
export * from './presenting/view.ts';
export * from './segmind/parameters.ts';
export type * from './segmind/types.ts';
export * from './time.ts';
