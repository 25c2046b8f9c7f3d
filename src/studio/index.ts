/**
 * The third adapter: a chat room in the browser. The server is here, its page in `page/`, and what they say to each other in `wire.ts`.
 *
 * @module
 */
export { createStudio, type StudioOptions } from './studio.ts';
