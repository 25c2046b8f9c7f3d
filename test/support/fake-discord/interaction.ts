import { randomBytes } from 'node:crypto';

import type {
  APIApplicationCommandOptionChoice,
  APIMessageInteractionMetadata,
  InteractionType,
} from 'discord-api-types/v10';

import { MINUTE_MS, SECOND_MS, systemClock } from '../../../src/core/time.ts';
import type { MessageView } from './render-message.ts';
import type { ChannelRecord, MessageRecord, UserRecord } from './state.ts';
import { waitFor } from '../fake-platform/wait-for.ts';

/** Discord's reference, "Receiving and Responding": the first answer within 3 s, the token valid for 15 min. */
export const FIRST_ANSWER_MS = 3 * SECOND_MS;
export const TOKEN_LIFETIME_MS = 15 * MINUTE_MS;

export type AckKind =
  'message' | 'deferred_message' | 'deferred_update' | 'update' | 'autocomplete' | 'modal';

export interface Ack {
  readonly kind: AckKind;
  /** Real milliseconds from the dispatch of the interaction to its callback at the server. */
  readonly afterMs: number;
  readonly ephemeral: boolean;
  /** `data` of the callback. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface InteractionInit {
  readonly type: InteractionType;
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
  readonly appPermissions: bigint;
  readonly userInstallOnly: boolean;
  /** The message whose component was used, or from whose component the modal came. */
  readonly source: MessageRecord | null;
}

/** Something a person did, from the dispatch to everything that the bot answered to it. */
export class FakeInteraction {
  readonly id: string;
  readonly token = randomBytes(48).toString('base64url');
  readonly type: InteractionType;
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
  readonly appPermissions: bigint;
  readonly userInstallOnly: boolean;
  readonly source: MessageRecord | null;
  readonly createdAtMs: number;
  /** As dispatched over the gateway. */
  payload: Readonly<Record<string, unknown>> = {};
  metadata: APIMessageInteractionMetadata | null = null;
  ack: Ack | null = null;
  /** The message that `@original` means, once there is one. */
  originalId: string | null = null;
  readonly followUpIds: string[] = [];
  readonly #view: MessageView;
  readonly #dispatchedAtMs = systemClock.monotonicMs();

  constructor(view: MessageView, init: InteractionInit) {
    this.#view = view;
    this.id = view.world.ids.next();
    this.type = init.type;
    this.user = init.user;
    this.channel = init.channel;
    this.appPermissions = init.appPermissions;
    this.userInstallOnly = init.userInstallOnly;
    this.source = init.source;
    this.createdAtMs = view.world.clock.now();
  }

  acknowledge(kind: AckKind, data: Record<string, unknown>, ephemeral: boolean): void {
    this.ack = { kind, data, ephemeral, afterMs: systemClock.monotonicMs() - this.#dispatchedAtMs };
  }

  get ageMs(): number {
    return this.#view.world.clock.now() - this.createdAtMs;
  }

  /** The `@original` message as it stands; null before the first answer and after it was deleted. */
  get response(): MessageRecord | null {
    const message = this.originalId === null ? undefined : this.#view.world.messages.get(this.originalId);
    return message && !message.deleted ? message : null;
  }

  get followUps(): MessageRecord[] {
    return this.followUpIds.flatMap((id) => this.#view.world.messages.get(id) ?? []);
  }

  /** What autocomplete offered; null before it did. */
  get choices(): readonly APIApplicationCommandOptionChoice[] | null {
    if (this.ack?.kind !== 'autocomplete') return null;
    return (this.ack.data['choices'] ?? []) as APIApplicationCommandOptionChoice[];
  }

  /** Resolves with the first answer. @throws when none came in time. */
  waitForAck(timeoutMs?: number): Promise<Ack> {
    return waitFor(this.#view.world, () => this.ack, 'the interaction to be acknowledged', timeoutMs);
  }

  /** Resolves with `@original` as soon as it is there and, with a predicate, as it should be. */
  waitForResponse(
    predicate: (message: MessageRecord) => boolean = () => true,
    timeoutMs?: number,
  ): Promise<MessageRecord> {
    const find = (): MessageRecord | null =>
      this.response && predicate(this.response) ? this.response : null;
    return waitFor(this.#view.world, find, 'the response of the interaction', timeoutMs);
  }

  waitForFollowUp(
    predicate: (message: MessageRecord) => boolean = () => true,
    timeoutMs?: number,
  ): Promise<MessageRecord> {
    return waitFor(this.#view.world, () => this.followUps.find(predicate), 'a follow-up', timeoutMs);
  }
}

export type Interactions = Map<string, FakeInteraction>;
