import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Locale } from 'discord-api-types/v10';

import { openDm } from './channel-builders.ts';
import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import { SteppingClock } from '../fake-platform/stepping-clock.ts';
import { Gateway } from './gateway.ts';
import type { FakeInteraction } from './interaction.ts';
import type { ActionContext } from './interaction-payload.ts';
import { Judge } from './judge.ts';
import { Media } from './media.ts';
import { newUser } from './objects.ts';
import { OldMessageEdits } from './old-message-edits.ts';
import type { OldMessageLimit } from './old-message-edits.ts';
import { Rest } from './rest.ts';
import { Router } from './router.ts';
import { addBasicRoutes } from './routes-basics.ts';
import { addInteractionRoutes } from './routes-interactions.ts';
import { addMessageRoutes } from './routes-messages.ts';
import { addWebhookRoutes } from './routes-webhooks.ts';
import type { Spec } from './spec.ts';
import { World } from './state.ts';
import { targetOf } from './target.ts';

export interface FakeDiscordOptions {
  /** The portal's message-content toggle. When off, asking for the intent closes the gateway with 4014. Default on. */
  readonly messageContentAllowed?: boolean;
  /** Default a made-up one of the right shape. */
  readonly token?: string;
  /** Default: the machine's clock, which `advance` moves on. */
  readonly clock?: MovableClock;
  /** What `GET /gateway/bot` recommends. Default 1. */
  readonly recommendedShards?: number;
  /** The most that one file may have, in bytes: told as `attachment_size_limit`, and enforced. Default 10 MiB. */
  readonly fileLimitBytes?: number;
  readonly heartbeatIntervalMs?: number;
  readonly oldMessageLimit?: OldMessageLimit;
}

/** What Discord says at HELLO (Discord's gateway documentation). */
const HEARTBEAT_INTERVAL_MS = 41_250;
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

export interface Parts {
  readonly mediaHost: string;
  readonly token: string;
  readonly context: ActionContext;
  readonly gateway: Gateway;
  readonly judge: Judge;
  readonly rest: Rest;
  readonly oldEdits: OldMessageEdits;
}

/** Builds every part of the fake and hangs them on a server that listens already. */
export function assemble(
  server: Server,
  spec: { strict: Spec; loose: Spec },
  options: FakeDiscordOptions,
): Parts {
  const fileLimitBytes = options.fileLimitBytes ?? FILE_LIMIT_BYTES;
  const mediaHost = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = new World(
    options.clock ?? new SteppingClock(),
    (id) => ({ id, api: newUser(id, 'imagine', true), locale: Locale.EnglishUS, dmsClosed: false }),
    options.messageContentAllowed ?? true,
    () => mediaHost,
  );
  const token = options.token ?? fakeToken(world.applicationId);
  const interactions = new Map<string, FakeInteraction>();
  const context: ActionContext = {
    world,
    media: new Media(world),
    interactions,
    attachmentSizeLimitBytes: () => fileLimitBytes,
  };
  const gatewayUrl = (): string => `ws://${mediaHost}`;
  const gateway = new Gateway({
    world,
    token,
    url: gatewayUrl,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
  });
  const oldEdits = new OldMessageEdits(world, options.oldMessageLimit);
  const router = new Router();
  addInteractionRoutes(router, context, interactions);
  addWebhookRoutes(router, context, interactions);
  addMessageRoutes(router, context, oldEdits);
  addBasicRoutes(router, {
    world,
    gateway,
    gatewayUrl,
    recommendedShards: options.recommendedShards ?? 1,
    openDm: (userId) => openDm(world, userId),
  });
  const judge = new Judge({ ...spec, fileLimitBytes, targetOf: targetOf(world, interactions) });
  const rest = new Rest({
    router,
    media: context.media,
    judge,
    botToken: token,
    nowMs: () => world.clock.now(),
    onChange: () => world.touch(),
  });
  server.on('request', rest.handle);
  gateway.attach(server);
  return { mediaHost, token, context, gateway, judge, rest, oldEdits };
}

/** The shape of a bot token: the bot's id in base64, a stamp, a signature. */
function fakeToken(botId: string): string {
  return `${Buffer.from(botId).toString('base64url')}.GfAkE1.${'x'.repeat(38)}`;
}
