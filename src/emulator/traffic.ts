/** Counts what came over the wire, so that a test or a bench can say how many requests a picture took. */
export class Traffic {
  readonly #requests = new Map<string, number>();
  /** Downloads that carried an API key: a leak of the client. */
  keysAtOutputHost = 0;

  count(route: string, status: number): void {
    const name = `${route} ${status}`;
    this.#requests.set(name, (this.#requests.get(name) ?? 0) + 1);
  }

  /** `{"GET /v2/requests/:id/status 200": 12, …}` */
  requests(): Record<string, number> {
    return Object.fromEntries([...this.#requests].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
