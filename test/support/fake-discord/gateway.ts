import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

import { isRecord } from './components.ts';
import { GatewaySession } from './gateway-session.ts';
import { guildCreate } from './guild-create.ts';
import { shardOf } from './ids.ts';
import type { World, WorldEvent } from './state.ts';

export interface GatewayOptions {
  readonly world: World;
  readonly token: string;
  readonly url: () => string;
  readonly heartbeatIntervalMs: number;
}

/** Privileged intents that the fake's portal never grants: nothing in this bot may ask for them. */
const NEVER_GRANTED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences;

/** The WebSocket half of the fake: identify, heartbeats, dispatch, resume, and everything that can go wrong with them. */
export class Gateway {
  readonly sessions: GatewaySession[] = [];
  /** How many IDENTIFYs came; Discord allows 1000 a day and then resets the token. */
  identifies = 0;
  /** How many RESUMEs were granted. */
  resumes = 0;
  heartbeats = 0;
  /** A zombie connection: heartbeats are no longer answered. */
  ignoreHeartbeats = false;
  /** Guilds stay unavailable after READY, as in an outage of Discord's. */
  withholdsGuilds = false;
  /** An IDENTIFY that was granted gets no READY until `releaseReady`. */
  holdsReady = false;
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  readonly #refusals: GatewayCloseCodes[] = [];
  readonly #held: (() => void)[] = [];

  constructor(options: GatewayOptions) {
    this.#options = options;
    options.world.onEvent((event) => this.#dispatch(event));
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
    });
  }

  /** Sessions that a client is connected to right now and that are through READY or RESUMED. */
  get connected(): GatewaySession[] {
    return this.sessions.filter((session) => session.isConnected);
  }

  /** Cuts every connection as a broken network does, or closes it with `code`. */
  dropConnection(code?: number): void {
    for (const socket of this.#sockets) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    }
  }

  /** Reads nothing more of what clients send, their closes included, as a machine that died with its connections open. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  /** Asks clients to reconnect (op 7), as Discord does before a restart. */
  requestReconnect(): void {
    for (const session of this.connected) session.send({ op: GatewayOpcodes.Reconnect, d: null });
  }

  /** Declares sessions invalid (op 9); without `resumable` they are forgotten, and only a new IDENTIFY helps. */
  invalidateSessions(resumable = false): void {
    for (const session of this.sessions) {
      session.isValid = resumable;
      session.send({ op: GatewayOpcodes.InvalidSession, d: resumable });
    }
  }

  /** The next RESUME of each session replays also the last `events` that the client had already seen. Default all of them. */
  replayOnResume(events = Number.POSITIVE_INFINITY): void {
    for (const session of this.sessions) session.replayExtra = events;
  }

  /** Closes with this code at the next IDENTIFY instead of READY. */
  refuseNextIdentify(code: GatewayCloseCodes): void {
    this.#refusals.push(code);
  }

  /** Sends the READYs that were held back, and holds back no more. */
  releaseReady(): void {
    this.holdsReady = false;
    for (const send of this.#held.splice(0)) send();
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      for (const session of this.sessions) session.detach(socket);
      this.#options.world.touch();
    });
    socket.on('message', (data: Buffer) => {
      const payload: unknown = JSON.parse(data.toString('utf8'));
      if (isRecord(payload)) this.#receive(socket, payload);
    });
    const hello = { heartbeat_interval: this.#options.heartbeatIntervalMs };
    socket.send(JSON.stringify({ op: GatewayOpcodes.Hello, d: hello, s: null, t: null }));
  }

  #receive(socket: WebSocket, { op, d }: Record<string, unknown>): void {
    const data = isRecord(d) ? d : {};
    switch (op) {
      case GatewayOpcodes.Heartbeat: {
        this.heartbeats += 1;
        if (!this.ignoreHeartbeats)
          socket.send(JSON.stringify({ op: GatewayOpcodes.HeartbeatAck, d: null, s: null, t: null }));
        return;
      }
      case GatewayOpcodes.Identify:
        this.#identify(socket, data);
        return;
      case GatewayOpcodes.Resume:
        this.#resume(socket, data);
        return;
      default:
        // Presence updates and member requests need no answer here.
        return;
    }
  }

  #identify(socket: WebSocket, data: Record<string, unknown>): void {
    const { world } = this.#options;
    this.identifies += 1;
    const intents = typeof data['intents'] === 'number' ? data['intents'] : 0;
    const [shardId = 0, shardCount = 1] = Array.isArray(data['shard']) ? data['shard'].map(Number) : [];
    const refusal = this.#refusalOf(data['token'], intents, shardId < shardCount);
    if (refusal !== undefined) {
      socket.close(refusal);
      world.touch();
      return;
    }
    const welcome = (): void => this.#ready(socket, { intents, shardId, shardCount });
    if (this.holdsReady) this.#held.push(welcome);
    else welcome();
    world.touch();
  }

  #ready(socket: WebSocket, options: { intents: number; shardId: number; shardCount: number }): void {
    const { world } = this.#options;
    const { shardId, shardCount } = options;
    const session = new GatewaySession(options);
    this.sessions.push(session);
    session.attach(socket);
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.botJoined && shardOf(guild.id, shardCount) === shardId,
    );
    session.dispatch('READY', {
      v: 10,
      user: { ...world.bot.api, verified: true, mfa_enabled: true, email: null },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#options.url(),
      session_type: 'normal',
      private_channels: [],
      shard: [shardId, shardCount],
      application: { id: world.applicationId, flags: world.messageContentAllowed ? 1 << 19 : 0 },
    });
    for (const guild of guilds)
      if (!guild.inOutage) session.dispatch('GUILD_CREATE', guildCreate(world, guild));
    world.touch();
  }

  #refusalOf(token: unknown, intents: number, shardExists: boolean): GatewayCloseCodes | undefined {
    const { world } = this.#options;
    const refused = NEVER_GRANTED | (world.messageContentAllowed ? 0 : GatewayIntentBits.MessageContent);
    const planned = this.#refusals.shift();
    if (planned !== undefined) return planned;
    if (token !== this.#options.token) return GatewayCloseCodes.AuthenticationFailed;
    if (intents & refused) return GatewayCloseCodes.DisallowedIntents;
    return shardExists ? undefined : GatewayCloseCodes.InvalidShard;
  }

  #resume(socket: WebSocket, data: Record<string, unknown>): void {
    const { world, token } = this.#options;
    if (data['token'] !== token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed);
      return;
    }
    const session = this.sessions.find((known) => known.id === data['session_id'] && known.isValid);
    if (!session) {
      socket.send(JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: false, s: null, t: null }));
      return;
    }
    this.resumes += 1;
    session.resume(socket, Number(data['seq']));
    world.touch();
  }

  #dispatch(event: WorldEvent): void {
    for (const session of this.sessions) {
      if (!session.isValid || !session.wants(event)) continue;
      const granted = (session.intents & GatewayIntentBits.MessageContent) !== 0;
      session.dispatch(event.name, event.data(granted));
    }
  }
}
