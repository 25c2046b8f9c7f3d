import type { JSX } from 'preact';

import type { SessionWire } from '../../wire.ts';
import { isConnected, panel, type Panel } from '../model/state.ts';

const TABS: readonly { panel: Panel; label: string }[] = [
  { panel: 'room', label: 'Room' },
  { panel: 'gallery', label: 'Gallery' },
  { panel: 'usage', label: 'Usage' },
];

export function Header({ session }: { session: SessionWire }): JSX.Element {
  return (
    <header class="header">
      <h1 class="brand">imagine</h1>
      <p class="source" title={session.model}>
        {session.emulated
          ? 'Emulated: nothing is real, nothing is paid'
          : `$${session.pricePerImageUsd} a picture`}
      </p>
      {!isConnected.value && (
        <p class="lost" role="status">
          Reconnecting …
        </p>
      )}
      <nav class="tabs" aria-label="Views">
        {TABS.map((tab) => (
          <button
            key={tab.panel}
            type="button"
            aria-current={panel.value === tab.panel ? 'page' : undefined}
            onClick={() => show(tab.panel)}
          >
            {tab.label}
          </button>
        ))}
        <button
          type="button"
          class="me"
          aria-label={`You are ${session.me.name}. Change your name`}
          aria-current={panel.value === 'name' ? 'page' : undefined}
          onClick={() => show('name')}
        >
          <bdi>{session.me.name}</bdi>
        </button>
      </nav>
    </header>
  );
}

function show(next: Panel): void {
  panel.value = next;
}
