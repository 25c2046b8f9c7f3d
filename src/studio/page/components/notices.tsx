import type { JSX } from 'preact';

import { dismiss } from '../model/notices.ts';
import { notices } from '../model/state.ts';

export function Notices(): JSX.Element {
  return (
    <div class="notices" role="region" aria-label="Notices" aria-live="polite">
      {notices.value.map(({ id, tone, text }) => (
        <div key={id} class={`notice ${tone}`}>
          <p>{text}</p>
          <button type="button" aria-label="Put this notice away" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
