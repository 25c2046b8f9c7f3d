import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { loadReference } from './api-reference.ts';
import { SteppingClock } from '../fake-platform/stepping-clock.ts';
import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import { Deliveries } from './deliveries.ts';
import { Installs } from './installs.ts';
import { Judge } from './judge.ts';
import { Limits } from './limits.ts';
import { authMethods } from './methods-auth.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { fileMethods } from './methods-files.ts';
import type { Tickets } from './methods-files.ts';
import { viewMethods } from './methods-views.ts';
import { Rest } from './server.ts';
import type { FakeSettings } from './settings.ts';
import { SocketMode } from './socket.ts';
import { World } from './state.ts';
import { WebApi } from './web-api.ts';
import type { Methods, Parts } from './web-api.ts';

export interface FakeSlackOptions {
  readonly clock?: MovableClock;
  /** What installations are granted, unless a workspace says otherwise. Default: what the app needs and nothing optional. */
  readonly scopes?: readonly string[];
  /** Bot scopes of the manifest: a call that needs another one is a violation. Default: not checked. */
  readonly manifestScopes?: readonly string[];
  /** What the app is subscribed to. Default: `app_mention`, `message.im`, `app_home_opened`; goodbyes always come. */
  readonly events?: readonly string[];
}

export interface Assembled {
  readonly parts: Parts;
  readonly methods: Methods;
  readonly api: WebApi;
  readonly rest: Rest;
  readonly socket: SocketMode;
  readonly installs: Installs;
  readonly defaultScopes: readonly string[];
}

const DEFAULT_SCOPES = [
  'commands',
  'chat:write',
  'files:write',
  'files:read',
  'app_mentions:read',
  'im:history',
];
const DEFAULT_EVENTS = ['app_mention', 'message.im', 'app_home_opened'];

export function assemble(server: Server, external: Server, options: FakeSlackOptions): Assembled {
  const world = new World(options.clock ?? new SteppingClock(), hostOf(server), hostOf(external));
  const judge = new Judge(loadReference(), options.manifestScopes ?? null);
  const deliveries = new Deliveries(world, judge);
  const settings: FakeSettings = {
    appToken: `xapp-1-${world.appId}-1-fake`,
    signingSecret: 'fake-signing-secret-of-32-letters',
    clientId: '1111.2222',
    clientSecret: 'fake-client-secret',
    events: new Set(options.events ?? DEFAULT_EVENTS),
    readiness: {},
    blocksShareFiles: true,
    statuses: [],
  };
  const parts: Parts = { world, judge, deliveries, settings, limits: new Limits(() => world.clock.now()) };
  const socket = new SocketMode(server, world, deliveries);
  deliveries.transport = socket;
  const installs = new Installs(parts);
  const tickets: Tickets = new Map();
  const methods = {
    ...authMethods(parts, socket, installs),
    ...chatMethods(parts),
    ...fileMethods(parts, tickets),
    ...conversationMethods(parts),
    ...viewMethods(parts),
  };
  const api = new WebApi(parts, methods);
  const rest = new Rest(parts, api, tickets);
  server.on('request', rest.handle);
  external.on('request', (request, response) => {
    if (request.headers.authorization !== undefined)
      judge.note({ method: 'download', args: { path: request.url } }, 'the token went to another host');
    const [, , id = ''] = (request.url ?? '').split('/');
    const file = world.files.get(id);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.mimetype ?? 'text/plain' });
    response.end(file?.bytes);
  });
  return { parts, methods, api, rest, socket, installs, defaultScopes: options.scopes ?? DEFAULT_SCOPES };
}

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
