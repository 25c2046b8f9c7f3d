import { signal } from '@preact/signals';

/** The page's only way to the browser's clock and timers. */
export const SECOND_MS = 1000;

/** The time of the server, moved on every second: what is counted on the page is counted from here. */
export const serverNow = signal(Date.now());

let offsetMs = 0;

/** What the server's clock says now; the browser's may be off by hours. */
export function tuneClock(serverTime: number): void {
  offsetMs = serverTime - Date.now();
  serverNow.value = serverTime;
}

export function startTicking(): void {
  setInterval(() => {
    serverNow.value = Date.now() + offsetMs;
  }, SECOND_MS);
}

/** @returns what calls it off. */
export function after(delayMs: number, then: () => void): () => void {
  const timer = setTimeout(then, delayMs);
  return () => clearTimeout(timer);
}

export function timeText(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function dateText(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}
