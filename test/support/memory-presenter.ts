import type { ConversationRef, MessageRef, Platform } from '../../src/core/conversation/refs.ts';
import { PlatformError, UserError, type PlatformErrorCode } from '../../src/core/errors.ts';
import type { RenderJob } from '../../src/core/jobs/job.ts';
import type { RequestOrigin } from '../../src/core/jobs/request.ts';
import type {
  Delivery,
  LoadedPicture,
  OutgoingPicture,
  Presenter,
  PresenterCapabilities,
  PresenterHandle,
} from '../../src/core/presenting/presenter.ts';
import type { JobView, NoticeView } from '../../src/core/presenting/view.ts';
import { MemoryRoom, type RoomMessage, type Showing } from './memory-room.ts';

export type PresenterMethod =
  'announce' | 'update' | 'deliver' | 'find' | 'remove' | 'notify' | 'loadPicture';

/** One line of the ledger. Calls that failed are in it as well. */
export interface PresenterCall {
  method: PresenterMethod;
  jobId: string | null;
  deliveryKey: string | null;
  headline: string | null;
  /** What was thrown, or null. */
  failed: PlatformErrorCode | null;
}

export interface Fault {
  method: PresenterMethod;
  reason: PlatformErrorCode;
  retryAfterMs?: number;
  /** The room takes the call and only its answer is lost. Default false: nothing happened. */
  takesEffect?: boolean;
}

export interface MemoryPresenterOptions {
  /** The room to draw in; hand over the same one to play a restart. Default: a new one. */
  room?: MemoryRoom;
  platform?: Platform;
  capabilities?: Partial<PresenterCapabilities>;
  /** `post`: pictures come in a message of their own (Slack). `edit`: in the status message (Discord). Default `post`. */
  deliversBy?: 'post' | 'edit';
  /** Whether the room can say what was delivered under a key. Default true. Where false, a repeat is shown again. */
  knowsKeys?: boolean;
  /** Awaited before a call takes effect: holds it, or lets the test act in the middle of it. */
  onCall?: (method: PresenterMethod, jobId: string | null) => Promise<void> | void;
}

/** A chat room as plain data, which behaves as the port says and fails as it is told. */
export class MemoryPresenter implements Presenter {
  readonly platform: Platform;
  readonly capabilities: PresenterCapabilities;
  readonly room: MemoryRoom;
  readonly calls: PresenterCall[] = [];
  readonly notices: { origin: RequestOrigin; notice: NoticeView }[] = [];
  readonly #options: MemoryPresenterOptions;
  readonly #faults: Fault[] = [];

  constructor(options: MemoryPresenterOptions = {}) {
    this.#options = options;
    this.room = options.room ?? new MemoryRoom();
    this.platform = options.platform ?? 'studio';
    this.capabilities = {
      minUpdateIntervalMs: 1000,
      maxPictures: 10,
      contentTypes: ['image/jpeg', 'image/png'],
      maxAltTextChars: 1000,
      ...options.capabilities,
    };
  }

  /** The next call of the method fails so; faults for one method are served in the order in which they were named. */
  failNext(
    method: PresenterMethod,
    reason: PlatformErrorCode,
    more: Omit<Fault, 'method' | 'reason'> = {},
  ): void {
    this.#faults.push({ method, reason, ...more });
  }

  /** A message of a person, with pictures in it. */
  postPictures(conversation: ConversationRef, pictures: readonly OutgoingPicture[]): MessageRef {
    return this.room.post(conversation, { view: null, pictures, visibleTo: null, deliveryKey: null }).ref;
  }

  get messages(): readonly RoomMessage[] {
    return this.room.messages;
  }

  get showings(): readonly Showing[] {
    return this.room.showings;
  }

  /** How often a person was shown these pictures. More than one is a delivery too many. */
  timesShown(deliveryKey: string): number {
    return this.showings.filter((showing) => showing.deliveryKey === deliveryKey).length;
  }

  expireHandles(): void {
    this.room.expireHandles();
  }

  callsOf(method: PresenterMethod): readonly PresenterCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  announce(
    job: RenderJob,
    view: JobView,
    signal: AbortSignal,
  ): Promise<{ handle: PresenterHandle; message: MessageRef | null }> {
    return this.#call('announce', { view, signal }, () => {
      const visibleTo = job.request.audience === 'requester' ? job.request.requester.userId : null;
      const message = this.room.post(job.request.origin.conversation, {
        view,
        pictures: [],
        visibleTo,
        deliveryKey: null,
      });
      return { handle: this.room.handleOf(message), message: message.ref };
    });
  }

  update(handle: PresenterHandle, view: JobView, signal: AbortSignal): Promise<PresenterHandle> {
    return this.#call('update', { view, signal }, () => {
      const message = this.room.reach(handle);
      message.view = view;
      message.edits += 1;
      return handle;
    });
  }

  deliver(
    handle: PresenterHandle,
    deliveryKey: string,
    view: JobView,
    pictures: readonly OutgoingPicture[],
    signal: AbortSignal,
  ): Promise<Delivery> {
    return this.#call('deliver', { view, signal, deliveryKey }, () => {
      const status = this.room.reach(handle);
      status.view = view;
      status.edits += 1;
      const earlier = this.#options.knowsKeys === false ? [] : this.room.delivered(deliveryKey);
      if (earlier.length > 0) return { messages: earlier, handle };
      const message =
        this.#options.deliversBy === 'edit'
          ? status
          : this.room.post(status.ref.conversation, { ...status, view, deliveryKey: null });
      this.room.show(message, deliveryKey, pictures);
      return { messages: [message.ref], handle };
    });
  }

  find(
    _handle: PresenterHandle,
    deliveryKey: string,
    signal: AbortSignal,
  ): Promise<readonly MessageRef[] | 'unknown'> {
    return this.#call('find', { signal, deliveryKey }, () =>
      this.#options.knowsKeys === false ? 'unknown' : this.room.delivered(deliveryKey),
    );
  }

  remove(messages: readonly MessageRef[], signal: AbortSignal): Promise<void> {
    return this.#call('remove', { signal }, () => {
      this.room.remove(messages);
    });
  }

  notify(origin: RequestOrigin, notice: NoticeView, signal: AbortSignal): Promise<void> {
    return this.#call('notify', { signal }, () => {
      this.notices.push({ origin, notice });
    });
  }

  loadPicture(ref: MessageRef, index: number, signal: AbortSignal): Promise<LoadedPicture> {
    return this.#call('loadPicture', { signal }, () => {
      const message = this.room.message(ref.messageId);
      if (!message) throw new PlatformError('gone', 'The message is gone.');
      const picture = message.pictures[index];
      if (!picture) throw new UserError('no_picture', 'There is no such picture in that message.');
      return { bytes: picture.bytes, fileName: picture.fileName };
    });
  }

  handleExpiresAt(_handle: PresenterHandle): number | null {
    return null;
  }

  async #call<T>(
    method: PresenterMethod,
    about: { signal: AbortSignal; view?: JobView; deliveryKey?: string },
    effect: () => T,
  ): Promise<T> {
    const jobId = about.view?.jobId ?? null;
    await this.#options.onCall?.(method, jobId);
    about.signal.throwIfAborted();
    const fault = this.#takeFault(method);
    this.calls.push({
      method,
      jobId,
      deliveryKey: about.deliveryKey ?? null,
      headline: about.view?.headline ?? null,
      failed: fault?.reason ?? null,
    });
    if (!fault || fault.takesEffect === true) {
      const answer = effect();
      if (!fault) return answer;
    }
    throw new PlatformError(fault.reason, 'The room fails as it was told.', {
      retryAfterMs: fault.retryAfterMs,
    });
  }

  #takeFault(method: PresenterMethod): Fault | undefined {
    const position = this.#faults.findIndex((fault) => fault.method === method);
    return position < 0 ? undefined : this.#faults.splice(position, 1)[0];
  }
}
