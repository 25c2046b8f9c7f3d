import type { UploadedFile } from './messages.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RestCall {
  readonly method: Method;
  /** Below the version, decoded: `/channels/1/messages`. */
  readonly path: string;
  /** As the API's own specification writes it: `/channels/{channel_id}/messages`. */
  readonly template: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  param(name: string): string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export type Handler = (call: RestCall) => RestAnswer | Promise<RestAnswer>;

export interface Route {
  readonly method: Method;
  readonly template: string;
  readonly handler: Handler;
  /** `token`: the route's own token is the credential, no bot token needed. */
  readonly auth: 'bot' | 'token';
}

export const NO_CONTENT: RestAnswer = { status: 204 };

export function ok(body: unknown): RestAnswer {
  return { status: 200, body };
}

export class Router {
  readonly #routes: { route: Route; pattern: RegExp; names: string[] }[] = [];

  /** Routes are tried in the order in which they were added. */
  add(method: Method, template: string, handler: Handler, auth: Route['auth'] = 'bot'): this {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
    this.#routes.push({ route: { method, template, handler, auth }, pattern, names });
    return this;
  }

  match(method: string, path: string): { route: Route; params: Map<string, string> } | null {
    for (const { route, pattern, names } of this.#routes) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found) return { route, params: new Map(names.map((name, at) => [name, found[at + 1] ?? ''])) };
    }
    return null;
  }
}
