import type { JSX } from 'preact';

import { detach } from '../model/attachments.ts';
import { attachments } from '../model/state.ts';

/** The pictures that go with the next message, by the numbers under which the words may name them. */
export function Attachments(): JSX.Element | null {
  if (attachments.value.length === 0) return null;
  return (
    <ol class="attachments" aria-label="Pictures that go with the message">
      {attachments.value.map(({ key, name, previewUrl, picture }, index) => (
        <li key={key} class={picture ? '' : 'uploading'}>
          <img src={previewUrl} alt={name} width={64} height={64} />
          <span class="number">image {index + 1}</span>
          <button type="button" aria-label={`Take out image ${index + 1}`} onClick={() => detach(key)}>
            ×
          </button>
        </li>
      ))}
    </ol>
  );
}
