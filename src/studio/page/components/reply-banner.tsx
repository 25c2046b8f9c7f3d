import type { JSX } from 'preact';

import { replyTo, replyToId } from '../model/state.ts';

/** Says what the next words will change. */
export function ReplyBanner(): JSX.Element | null {
  const message = replyTo.value;
  if (!message) return null;
  const picture = message.pictures[0] ?? message.references[0];
  const isVeiled = picture?.spoiler ?? false;
  return (
    <div class="replying">
      {picture && !isVeiled && <img src={`/pictures/${picture.hash}`} alt="" width={40} height={40} />}
      <p>
        Changing <bdi>{message.job ? message.job.prompt : message.text}</bdi>
      </p>
      <button
        type="button"
        class="quiet"
        aria-label="Do not reply"
        title="Escape"
        onClick={() => {
          replyToId.value = null;
        }}
      >
        ×
      </button>
    </div>
  );
}
