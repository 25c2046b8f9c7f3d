import type { Server } from 'node:http';

import { assemble } from './assemble.ts';
import type { Assembled, FakeSlackOptions } from './assemble.ts';
import * as build from './builders.ts';
import type { ChannelOptions, TeamOptions, UserOptions } from './builders.ts';
import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import type { Delivery } from './deliveries.ts';
import type { FaultHandle, FaultLike } from './faults.ts';
import { FakeUser } from './fake-user.ts';
import { HttpDelivery } from './http-delivery.ts';
import type { Json } from './json.ts';
import type { Violation } from './judge.ts';
import { SLACK_LIMITS } from './limits.ts';
import type { MethodLimit } from './limits.ts';
import { mentionsIn, shownText } from './mentions.ts';
import type { Mentions } from './mentions.ts';
import { permalink } from './render.ts';
import type { FakeSettings } from './settings.ts';
import type { SocketMode } from './socket.ts';
import type { ChannelRecord, FileRecord, MessageRecord, TeamRecord, ViewRecord, World } from './state.ts';
import { waitFor } from '../fake-platform/wait-for.ts';
import type { CapturedCall } from './web-api.ts';

export class FakeSlack {
  /** With its slash: for `slackApiUrl` and `SLACK_API_URL`. */
  readonly apiUrl: string;
  /** For `SLACK_FILE_HOSTS`: where files are, and uploads go. */
  readonly fileHost: string;
  /** Where `external` files are; whoever sends a token there gets a violation. */
  readonly externalHost: string;
  readonly clock: MovableClock;
  readonly world: World;
  readonly socket: SocketMode;
  /** What tests may change: readiness of uploads, whether blocks share files, statuses of threads. */
  readonly settings: FakeSettings;
  /** The workspace that is there from the start. */
  readonly team: TeamRecord;
  readonly #all: Assembled;
  readonly #servers: readonly Server[];

  constructor(server: Server, external: Server, options: FakeSlackOptions) {
    this.#all = assemble(server, external, options);
    this.#servers = [server, external];
    const { parts } = this.#all;
    this.world = parts.world;
    this.settings = parts.settings;
    this.socket = this.#all.socket;
    this.fileHost = this.world.host;
    this.externalHost = this.world.externalHost;
    this.apiUrl = `http://${this.world.host}/api/`;
    this.clock = this.world.clock;
    this.team = this.workspace({ name: 'Painters' });
  }

  get appId(): string {
    return this.world.appId;
  }

  /** Of the workspace that is there from the start. */
  get botToken(): string {
    return this.team.botToken;
  }

  get botUserId(): string {
    return this.team.botUserId;
  }

  get appToken(): string {
    return this.settings.appToken;
  }

  get signingSecret(): string {
    return this.settings.signingSecret;
  }

  /** Everything that the judge found wrong so far; a healthy test ends with none. */
  get violations(): readonly Violation[] {
    return this.#all.parts.judge.violations;
  }

  /** Why arguments are not compared with Slack's own reference; null when they are. */
  get referenceSkipped(): string | null {
    return this.#all.parts.judge.skipped;
  }

  /** Every call so far in order of arrival, with `upload`, `download` and `response_url` among the methods. */
  get calls(): readonly CapturedCall[] {
    return this.#all.api.calls;
  }

  callsTo(method: string): CapturedCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** How many calls of each method there were. */
  callCounts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method } of this.calls) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  }

  /** Every scope that a call needed so far; where any of several does, the one that was granted. */
  get usedScopes(): ReadonlySet<string> {
    return this.#all.api.usedScopes;
  }

  /** Every event, command and interaction so far, with its acknowledgement. */
  get deliveries(): readonly Delivery[] {
    return this.#all.parts.deliveries.all;
  }

  /** The events of one type, `app_mention` …, in order. */
  eventsOf(type: string): Delivery[] {
    return this.deliveries.filter(
      ({ payload }) => payload['type'] === 'event_callback' && (payload['event'] as Json)['type'] === type,
    );
  }

  /** Sends an event or interaction once more, as Slack does when it saw no acknowledgement. */
  redeliver(delivery: Delivery, reason?: string): void {
    this.#all.parts.deliveries.redeliver(delivery, reason);
  }

  /** From now on the app is reached by signed requests to this address, not over a socket. */
  deliverTo(url: string): HttpDelivery {
    const http = new HttpDelivery(url, this.signingSecret, this.#all.parts.deliveries);
    this.#all.parts.deliveries.transport = http;
    return http;
  }

  workspace(options: TeamOptions = {}): TeamRecord {
    return build.makeTeam(this.world, { scopes: this.#all.defaultScopes, ...options });
  }

  user(name: string, options: UserOptions = {}): FakeUser {
    return new FakeUser(
      this.#all.parts,
      build.makeUser(this.world, options.team ?? this.team, name, options),
    );
  }

  /** Public, with the app in it, unless said otherwise. */
  channel(options: ChannelOptions = {}): ChannelRecord {
    return build.makeChannel(this.world, options.team ?? this.team, options);
  }

  inviteBot(channel: ChannelRecord, team: TeamRecord = this.team): void {
    channel.members.add(team.botUserId);
  }

  kickBot(channel: ChannelRecord, team: TeamRecord = this.team): void {
    channel.members.delete(team.botUserId);
  }

  /** Makes the next calls of a method fail: an error code, a status, `'timeout after it arrived'`, `'cut'`, or a `Fault`. */
  failNext(method: string, fault: FaultLike): FaultHandle {
    return this.#all.rest.faults.plan(method, fault);
  }

  /** Limits a method, of one channel where it is named. Nothing is limited before. */
  limitRate(method: string, limit: MethodLimit): void {
    this.#all.parts.limits.set(method, limit);
  }

  /** Slack's own tiers, and one message a second in each channel. */
  limitAsSlack(): void {
    for (const [method, limit] of Object.entries(SLACK_LIMITS)) this.limitRate(method, limit);
  }

  /** What a person sees in a channel, oldest first, threads included: ephemeral messages only when they are theirs. */
  messages(channel: ChannelRecord, viewer?: FakeUser): MessageRecord[] {
    return this.world
      .messagesIn(channel.id)
      .filter(({ ephemeralFor }) => ephemeralFor === null || ephemeralFor === viewer?.id);
  }

  /** What the app wrote there, and this person sees. */
  botMessages(channel: ChannelRecord, viewer?: FakeUser): MessageRecord[] {
    return this.messages(channel, viewer).filter(({ botId }) => botId !== null);
  }

  /** The files that a message shows: hung on it, or in its image blocks. */
  filesOf(message: MessageRecord): FileRecord[] {
    return build.filesOf(this.world, message);
  }

  /** Every word of a message that a person reads, one line each. */
  shownText(message: MessageRecord): string {
    return shownText(message);
  }

  /** Whom a message calls: people, channels, everybody. */
  mentionsIn(message: MessageRecord): Mentions {
    return mentionsIn(message);
  }

  permalink(message: MessageRecord): string {
    return permalink(this.world, message, message.teamId);
  }

  /** The view on top that a person has open. */
  openView(user: FakeUser): ViewRecord | undefined {
    return [...this.world.views.values()].findLast(
      (view) => view.type === 'modal' && view.open && view.userId === user.id,
    );
  }

  /** What the app published in a person's App Home. */
  home(user: FakeUser): ViewRecord | undefined {
    return [...this.world.views.values()].find((view) => view.type === 'home' && view.userId === user.id);
  }

  /** A person agrees to the installation on Slack's page; returns where their browser goes then. */
  approveInstall(authorizeUrl: string, team: TeamRecord, user: FakeUser): string {
    return this.#all.installs.approve(authorizeUrl, team, user.id);
  }

  uninstall(team: TeamRecord): void {
    this.#all.installs.uninstall(team);
  }

  revokeTokens(team: TeamRecord): void {
    this.#all.installs.revokeTokens(team);
  }

  /** See `waitFor`: looks after each change until `find` gives something. */
  waitFor<T>(find: () => T | null | undefined | false, what?: string, timeoutMs?: number): Promise<T> {
    return waitFor(this.world, find, what, timeoutMs);
  }

  /** Resolves when an app is connected by Socket Mode. */
  async waitForReady(): Promise<void> {
    await this.waitFor(() => this.socket.connections > 0, 'an app to be connected');
  }

  async close(): Promise<void> {
    this.socket.close();
    this.#all.rest.close();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
