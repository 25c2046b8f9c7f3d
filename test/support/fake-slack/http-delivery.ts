import { createHmac } from 'node:crypto';

import { SECOND_MS, systemClock } from '../../../src/core/time.ts';
import type { Attempt, Deliveries, Delivery, Transport } from './deliveries.ts';
import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** How requests to the app are signed; tests make them wrong with it. */
export interface Signing {
  readonly secret: string;
  /** Moves the timestamp, for a replay or a clock that is off. */
  readonly shiftMs?: number;
}

/** Signed requests to the app, as Slack sends them without Socket Mode. */
export class HttpDelivery implements Transport {
  readonly #url: string;
  readonly #deliveries: Deliveries;
  signing: Signing;

  constructor(url: string, secret: string, deliveries: Deliveries) {
    this.#url = url;
    this.signing = { secret };
    this.#deliveries = deliveries;
  }

  send(delivery: Delivery, attempt: Attempt): boolean {
    void this.#post(delivery, attempt);
    return true;
  }

  /** A signed request of any body; for a challenge, or what no Slack would send. */
  async request(
    body: string,
    contentType: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const stamp = Math.floor((systemClock.now() + (this.signing.shiftMs ?? 0)) / SECOND_MS);
    const signature = createHmac('sha256', this.signing.secret).update(`v0:${stamp}:${body}`).digest('hex');
    return fetch(this.#url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': String(stamp),
        'x-slack-signature': `v0=${signature}`,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...headers,
      },
    });
  }

  async #post(delivery: Delivery, attempt: Attempt): Promise<void> {
    const [body, contentType] = encode(delivery);
    const retry = attempt.retry;
    const headers: Record<string, string> =
      retry === null
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };
    try {
      const response = await this.request(body, contentType, headers);
      const text = await response.text();
      if (response.ok) this.#deliveries.acknowledged(delivery, attempt, parse(text), response.status);
      else this.#deliveries.failed(delivery, `http ${response.status}`);
    } catch (error) {
      // The app is not there: the person sees that, and an event is lost until it is sent again.
      this.#deliveries.failed(delivery, error instanceof Error ? error.message : String(error));
    }
  }
}

function encode({ type, payload }: Delivery): [string, string] {
  if (type === 'events_api') return [JSON.stringify(payload), 'application/json'];
  const fields =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return [new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded'];
}

/** The body of an acknowledgement: nothing, plain text, or JSON. */
function parse(text: string): Json {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : { text };
  } catch {
    // Plain text is an allowed answer to a command.
    return { text };
  }
}
