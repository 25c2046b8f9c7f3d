import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import type { UsageWire } from '../../wire.ts';
import { get } from '../model/api.ts';
import { attempt } from '../model/notices.ts';
import { roomId } from '../model/state.ts';

export function Usage(): JSX.Element {
  const lines = useSignal<UsageWire['lines']>([]);

  useEffect(() => {
    attempt(async () => {
      const query = new URLSearchParams({ room: roomId.value });
      lines.value = (await get<UsageWire>(`/api/usage?${query.toString()}`)).lines;
    });
  }, [roomId.value]);

  return (
    <section class="usage">
      <h2>Usage</h2>
      <ul>
        {lines.value.map(({ label, used, allowed, share }) => (
          <li key={label}>
            <p>
              <span>{label}</span>
              <span class="amount">{allowed === null ? used : `${used} of ${allowed}`}</span>
            </p>
            {share !== null && <meter aria-label={label} min={0} max={1} high={0.8} value={share} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
