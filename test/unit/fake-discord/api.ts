import sharp from 'sharp';

import type { FakeDiscord } from '../../support/fake-discord/index.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A request to the fake without any client library between. */
export async function api(
  fake: FakeDiscord,
  method: string,
  path: string,
  body?: unknown,
  options: { auth?: boolean; files?: Readonly<Record<string, Uint8Array>> } = {},
): Promise<ApiAnswer> {
  const headers: Record<string, string> =
    (options.auth ?? true) ? { authorization: `Bot ${fake.token}` } : {};
  let sent: FormData | string | undefined;
  if (options.files) {
    const form = new FormData();
    form.set('payload_json', JSON.stringify(body ?? {}));
    Object.entries(options.files).forEach(([name, bytes], at) =>
      form.set(`files[${at}]`, new Blob([Buffer.from(bytes)]), name),
    );
    sent = form;
  } else if (body !== undefined) {
    sent = JSON.stringify(body);
    headers['content-type'] = 'application/json';
  }
  const response = await fetch(`${fake.apiUrl}/v10${path}`, {
    method,
    headers,
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

export async function picture(width = 8, height = 4): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
}

export const SILENT = { allowed_mentions: { parse: [] } } as const;
export const EPHEMERAL = 64;
export const V2 = 1 << 15;
