import type { Server } from 'node:http';

import type { APIMessage, APIRole } from 'discord-api-types/v10';

import { assemble } from './assemble.ts';
import type { FakeDiscordOptions } from './assemble.ts';
import * as build from './builders.ts';
import type { GuildOptions, UserOptions } from './builders.ts';
import * as channels from './channel-builders.ts';
import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import { FakeUser } from './fake-user.ts';
import type { Fault, FaultHandle, RoutePattern } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { FakeInteraction } from './interaction.ts';
import type { ActionContext } from './interaction-payload.ts';
import type { Judge, Violation } from './judge.ts';
import type { Media } from './media.ts';
import { mentionsIn, renderedText } from './mentions.ts';
import type { Mentions } from './mentions.ts';
import type { OldMessageEdits, OldMessageLimit } from './old-message-edits.ts';
import type { PermissionName } from './permissions.ts';
import type { RouteLimit } from './rate-limits.ts';
import { isV2, renderMessage } from './render-message.ts';
import type { CapturedRequest, Rest } from './rest.ts';
import type { Spec } from './spec.ts';
import type { ChannelRecord, GuildRecord, MessageRecord, World } from './state.ts';
import { waitFor } from '../fake-platform/wait-for.ts';

export class FakeDiscord {
  /** For `new Client({ rest: { api } })` and `DISCORD_API_URL`. */
  readonly apiUrl: string;
  /** For `DISCORD_MEDIA_HOSTS`: where attachments are. */
  readonly mediaHost: string;
  readonly token: string;
  readonly clock: MovableClock;
  readonly world: World;
  readonly media: Media;
  readonly gateway: Gateway;
  readonly judge: Judge;
  readonly #server: Server;
  readonly #rest: Rest;
  readonly #oldEdits: OldMessageEdits;
  readonly #context: ActionContext;

  constructor(server: Server, spec: { strict: Spec; loose: Spec }, options: FakeDiscordOptions) {
    const parts = assemble(server, spec, options);
    this.#server = server;
    this.mediaHost = parts.mediaHost;
    this.apiUrl = `http://${parts.mediaHost}/api`;
    this.token = parts.token;
    this.world = parts.context.world;
    this.clock = this.world.clock;
    this.media = parts.context.media;
    this.gateway = parts.gateway;
    this.judge = parts.judge;
    this.#rest = parts.rest;
    this.#oldEdits = parts.oldEdits;
    this.#context = parts.context;
  }

  get botId(): string {
    return this.world.bot.id;
  }

  /** Everything that the judge found wrong so far; a healthy test ends with none. */
  get violations(): readonly Violation[] {
    return this.judge.violations;
  }

  /** Every request to the API so far, in order of arrival. */
  get requests(): readonly CapturedRequest[] {
    return this.#rest.requests;
  }

  /** Requests of one route, by `METHOD template`. */
  requestsTo(route: string): CapturedRequest[] {
    return this.requests.filter((request) => `${request.method} ${request.template}` === route);
  }

  /** Answers of 401, 403 and 429 so far. */
  get invalidRequests(): number {
    return this.#rest.invalidRequests;
  }

  get interactions(): readonly FakeInteraction[] {
    return [...this.#context.interactions.values()];
  }

  guild(options?: GuildOptions): GuildRecord {
    return build.makeGuild(this.world, options);
  }

  textChannel(guild: GuildRecord, options?: channels.ChannelOptions): ChannelRecord {
    return channels.makeTextChannel(this.world, guild, options);
  }

  thread(parent: ChannelRecord, options?: Parameters<typeof channels.makeThread>[2]): ChannelRecord {
    return channels.makeThread(this.world, parent, options);
  }

  /** A conversation between people, where the bot is not. */
  privateChannel(...people: FakeUser[]): ChannelRecord {
    return channels.makePrivateChannel(this.world, people);
  }

  user(name: string, options?: UserOptions): FakeUser {
    return new FakeUser(this.#context, build.makeUser(this.world, name, options));
  }

  role(
    guild: GuildRecord,
    name: string,
    permissions: readonly PermissionName[] = [],
    { mentionable = false }: { mentionable?: boolean } = {},
  ): APIRole {
    return build.makeRole(this.world, guild, name, permissions, mentionable);
  }

  /** Gives somebody (or the bot, by `fake.botId`) roles in a guild; people who act in one join by themselves. */
  member(guild: GuildRecord, userId: string, ...roles: APIRole[]): void {
    const member = build.joinGuild(
      this.world,
      guild,
      userId,
      roles.map((role) => role.id),
    );
    build.announceMember(this.world, guild, member);
  }

  /** Sets what a channel allows and denies to a person, the bot or a role; replaces what was said before. */
  permit(
    channel: ChannelRecord,
    target: FakeUser | APIRole | 'bot' | 'everyone',
    grant: channels.Grant,
  ): void {
    const isPerson = target === 'bot' || target instanceof FakeUser;
    const id = target === 'bot' ? this.botId : target === 'everyone' ? (channel.guildId ?? '') : target.id;
    channels.setOverwrite(this.world, channel, { id, kind: isPerson ? 'user' : 'role' }, grant);
  }

  /** Archives a thread, as Discord does by itself after some days. */
  archive(thread: ChannelRecord): void {
    channels.setArchived(this.world, thread);
  }

  /** Makes the next requests of a route fail, each time as `fault` says. */
  failNext(route: RoutePattern, fault: Fault): FaultHandle {
    return this.#rest.faults.plan(route, fault);
  }

  /** Gives a route a narrow bucket; without it limits are wide. */
  limitRate(route: RoutePattern, limit: RouteLimit): void {
    this.#rest.limits.set(route, limit);
  }

  set oldMessageLimit(limit: OldMessageLimit) {
    this.#oldEdits.limit = { ...this.#oldEdits.limit, ...limit };
  }

  /** See `waitFor`: looks after each change until `find` gives something. */
  waitFor<T>(find: () => T | null | undefined | false, what?: string, timeoutMs?: number): Promise<T> {
    return waitFor(this.world, find, what, timeoutMs);
  }

  /** Resolves when a client is connected on every shard it started, and got its guilds. */
  async waitForReady(shards = 1): Promise<void> {
    await this.waitFor(() => this.gateway.connected.length >= shards, 'a client to be connected');
  }

  /** What a person sees in a channel, oldest first: ephemeral messages only when they are theirs. */
  visibleMessages(channel: ChannelRecord, forUser: FakeUser): MessageRecord[] {
    return this.world
      .messagesIn(channel.id)
      .filter((message) => message.ephemeralFor === null || message.ephemeralFor === forUser.id);
  }

  renderedText(message: MessageRecord): string {
    return renderedText(message);
  }

  /** Whom a message pings, after `allowed_mentions` and permissions, as Discord would work it out. */
  pings(message: MessageRecord): Mentions {
    return mentionsIn(this.world, message);
  }

  isV2(message: MessageRecord): boolean {
    return isV2(message);
  }

  /** The message as the API answers it, content included. */
  apiMessage(message: MessageRecord): APIMessage {
    return renderMessage(this.#context, message, true);
  }

  async close(): Promise<void> {
    this.gateway.close();
    this.#rest.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
