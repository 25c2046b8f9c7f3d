import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';

import { attempt } from '../model/notices.ts';
import { addRoom, openRoom } from '../model/room.ts';
import { panel, roomId, rooms } from '../model/state.ts';

export function Rooms(): JSX.Element {
  const name = useSignal('');

  function add(event: Event): void {
    event.preventDefault();
    const wanted = name.value.trim();
    if (wanted === '') return;
    attempt(async () => {
      await addRoom(wanted);
      name.value = '';
    });
  }

  return (
    <nav class="rooms" aria-label="Rooms">
      <ul>
        {rooms.value.map(({ id, name: label }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={roomId.value === id ? 'true' : undefined}
              onClick={() => enter(id)}
            >
              <bdi># {label}</bdi>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={add}>
        <input
          type="text"
          aria-label="Name of a new room"
          placeholder="New room"
          maxLength={80}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <button type="submit" aria-label="Add the room">
          +
        </button>
      </form>
    </nav>
  );
}

function enter(room: string): void {
  panel.value = 'room';
  attempt(() => openRoom(room));
}
