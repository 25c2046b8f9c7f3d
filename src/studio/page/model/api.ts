import type { ErrorWire } from '../../wire.ts';

/** An answer that is a refusal, in the server's words for the person. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

const UNREACHABLE = 'The studio does not answer. It is tried again.';

let csrfToken = '';

/** Every later POST carries it. */
export function useCsrfToken(token: string): void {
  csrfToken = token;
}

/** @throws ApiError when the server refuses, or cannot be reached (status 0). */
export async function get<T>(path: string): Promise<T> {
  return ask<T>(path, { method: 'GET' });
}

/** @throws ApiError as `get` does. */
export async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
  return ask<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** @throws ApiError as `get` does. */
export async function postFile<T>(path: string, file: File): Promise<T> {
  const body = new FormData();
  body.append('file', file);
  return ask<T>(path, { method: 'POST', headers: { 'x-csrf-token': csrfToken }, body });
}

/** The words for the person, whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong on this page. Reload it.';
}

/** New for every act of a person: the server does a repeated one once. */
export function newClientId(): string {
  // `randomUUID` is missing where a page is not served over TLS; random values are everywhere.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, credentials: 'same-origin' }).catch((cause: unknown) => {
    throw Object.assign(new ApiError(0, 'unreachable', UNREACHABLE), { cause });
  });
  const body: unknown = await response.json().catch(() => null); // A proxy in between may answer with no JSON.
  if (!response.ok) throw refusalOf(response.status, body);
  return body as T; // Page and server are built from one contract.
}

function refusalOf(status: number, body: unknown): ApiError {
  const error = isErrorWire(body) ? body.error : { code: 'unknown', text: UNREACHABLE };
  return new ApiError(status, error.code, error.text);
}

function isErrorWire(body: unknown): body is ErrorWire {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
}
