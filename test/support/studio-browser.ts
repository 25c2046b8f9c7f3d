import { randomUUID } from 'node:crypto';

import type {
  ClickedWire,
  MessagePageWire,
  MessageWire,
  PictureWire,
  PostWire,
  PostedWire,
  RoomEventWire,
  SessionWire,
} from '../../src/studio/wire.ts';

/** How long a test waits for a state before it says which one stood instead. */
const PATIENCE_MS = 15_000;

interface Heard {
  id: string;
  event: RoomEventWire;
}

/** One browser of one person, without a page: cookie, token, requests, and the stream of a room. */
export class StudioBrowser {
  readonly url: string;
  readonly heard: Heard[] = [];
  session: SessionWire;
  cookie: string;
  readonly #waiting = new Set<() => void>();

  private constructor(url: string, session: SessionWire, cookie: string) {
    this.url = url;
    this.session = session;
    this.cookie = cookie;
  }

  static async open(url: string, name?: string): Promise<StudioBrowser> {
    const answer = await fetch(`${url}/api/session`);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const browser = new StudioBrowser(url, (await answer.json()) as SessionWire, cookie);
    if (name !== undefined) {
      const renamed = await browser.send('/api/session', { name });
      browser.session = (await renamed.json()) as SessionWire;
    }
    return browser;
  }

  /** The same person after a restart, on another port. */
  at(url: string): StudioBrowser {
    return new StudioBrowser(url, this.session, this.cookie);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers: { cookie: this.cookie, ...headers } });
  }

  async json(path: string): Promise<unknown> {
    return (await this.get(path)).json();
  }

  send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: {
        cookie: this.cookie,
        'content-type': 'application/json',
        'x-csrf-token': this.session.csrfToken,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  post(text: string, more: Partial<PostWire> = {}, room = 'general'): Promise<Response> {
    return this.send(`/api/rooms/${room}/messages`, { text, clientId: randomUUID(), ...more });
  }

  async posted(text: string, more: Partial<PostWire> = {}, room = 'general'): Promise<PostedWire> {
    const answer = await this.post(text, more, room);
    if (answer.status !== 202) throw new Error(`Not posted: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as PostedWire;
  }

  async click(message: MessageWire, verb: string, more: { room?: string } = {}): Promise<ClickedWire> {
    const token = message.job?.actions.find((action) => action.verb === verb)?.token;
    if (token === undefined) throw new Error(`There is no ${verb} on this message.`);
    const answer = await this.send('/api/actions', { token, clientId: randomUUID(), ...more });
    if (!answer.ok) throw new Error(`Not clicked: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as ClickedWire;
  }

  async upload(bytes: Uint8Array): Promise<Response> {
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(bytes)]), 'picture.png');
    return fetch(`${this.url}/api/uploads`, {
      method: 'POST',
      headers: { cookie: this.cookie, 'x-csrf-token': this.session.csrfToken },
      body: form,
    });
  }

  async uploaded(bytes: Uint8Array): Promise<PictureWire> {
    const answer = await this.upload(bytes);
    if (!answer.ok) throw new Error(`Not uploaded: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as PictureWire;
  }

  async page(room = 'general'): Promise<MessagePageWire> {
    return (await this.json(`/api/rooms/${room}/messages`)) as MessagePageWire;
  }

  async message(id: string, room = 'general'): Promise<MessageWire | null> {
    return (await this.page(room)).messages.find((message) => message.id === id) ?? null;
  }

  /** Opens the stream of a room. Returns how to close it, and when the server has closed it. */
  async listen(room = 'general', since?: string): Promise<{ close(): void; ended: Promise<void> }> {
    const closing = new AbortController();
    const answer = await fetch(`${this.url}/api/rooms/${room}/events`, {
      headers: { cookie: this.cookie, ...(since === undefined ? {} : { 'last-event-id': since }) },
      signal: closing.signal,
    });
    if (!answer.body) throw new Error('The stream has no body.');
    const ended = this.#read(answer.body).catch(() => undefined); // Closed on either side: it has ended.
    await this.until((event) => event.type === 'hello');
    return { close: () => closing.abort(), ended };
  }

  /** The first event of such a kind, past or still to come. */
  async until(isSo: (event: RoomEventWire) => boolean): Promise<RoomEventWire> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = this.heard.find(({ event }) => isSo(event));
      if (found) return found.event;
      if (late.aborted) throw new Error(`Heard only ${JSON.stringify(this.heard.slice(-3), null, 1)}`);
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        late.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** The newest version of a message once it is so, as the stream tells it. */
  async shows(id: string, isSo: (message: MessageWire) => boolean): Promise<MessageWire> {
    const event = await this.until(
      (one) => one.type === 'message' && one.message.id === id && isSo(one.message),
    );
    if (event.type !== 'message') throw new Error('Not a message.');
    return event.message;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      rest += decoder.decode(chunk, { stream: true });
      const frames = rest.split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.#hear(frame);
    }
  }

  #hear(frame: string): void {
    const data = /^data: (.*)$/mu.exec(frame)?.[1];
    if (data === undefined) return;
    const id = /^id: (.*)$/mu.exec(frame)?.[1] ?? '';
    this.heard.push({ id, event: JSON.parse(data) as RoomEventWire });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
