import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';

import type { JobViewWire, MessageWire } from '../../wire.ts';
import { attempt, notify } from '../model/notices.ts';
import { click } from '../model/room.ts';
import { roomId, rooms } from '../model/state.ts';

type ActionWire = JobViewWire['actions'][number];
const ALONE = 'There is no other room yet. Add one first.';

/** The buttons of a job. What cannot be undone is asked twice, and sharing asks where to. */
export function JobActions({ message, job }: { message: MessageWire; job: JobViewWire }): JSX.Element {
  const busy = useSignal<string | null>(null);
  const confirming = useSignal<string | null>(null);
  const sharing = useSignal<string | null>(null);

  function act(token: string, room?: string): void {
    busy.value = token;
    attempt(async () => {
      try {
        const outcome = await click(token, message.id, room);
        if (outcome === 'share') askWhere(token);
      } finally {
        busy.value = null;
      }
    });
  }

  function askWhere(token: string): void {
    if (rooms.value.length > 1) sharing.value = token;
    else notify('info', ALONE);
  }

  function press({ verb, token }: ActionWire): void {
    const isSure = verb !== 'delete' || confirming.value === token;
    confirming.value = isSure ? null : token;
    if (isSure) act(token);
  }

  return (
    <>
      {job.actions.map((action) => (
        <button
          key={action.token}
          type="button"
          class={action.style}
          disabled={busy.value === action.token}
          onClick={() => press(action)}
          onBlur={() => {
            confirming.value = null;
          }}
        >
          {confirming.value === action.token ? 'Delete for good?' : action.label}
        </button>
      ))}
      {sharing.value !== null && (
        <div class="where" role="group" aria-label="Share into">
          <span>Share into</span>
          {rooms.value
            .filter(({ id }) => id !== roomId.value)
            .map(({ id, name }) => (
              <button
                key={id}
                type="button"
                onClick={() => {
                  const token = sharing.value;
                  sharing.value = null;
                  if (token !== null) act(token, id);
                }}
              >
                <bdi># {name}</bdi>
              </button>
            ))}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              sharing.value = null;
            }}
          >
            Not now
          </button>
        </div>
      )}
    </>
  );
}
