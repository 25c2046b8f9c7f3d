import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import type { GalleryWire } from '../../wire.ts';
import { get } from '../model/api.ts';
import { attempt } from '../model/notices.ts';
import { opened, roomId, roomName } from '../model/state.ts';
import { after, dateText } from '../model/time.ts';
import { Picture } from './picture.tsx';

/** A pause in typing; every letter by itself would be asked for in vain. */
const SEARCH_PAUSE_MS = 250;

type Item = GalleryWire['items'][number];

export function Gallery(): JSX.Element {
  const search = useSignal('');
  const person = useSignal('');
  const items = useSignal<readonly Item[] | null>(null);
  const nextBefore = useSignal<string | null>(null);

  async function load(before: string | null, isWanted = (): boolean => true): Promise<void> {
    const query = new URLSearchParams({ search: search.value, person: person.value });
    if (before !== null) query.set('before', before);
    const path = `/api/rooms/${encodeURIComponent(roomId.value)}/gallery?${query.toString()}`;
    const page = await get<GalleryWire>(path);
    if (!isWanted()) return;
    items.value = before === null ? page.items : [...(items.value ?? []), ...page.items];
    nextBefore.value = page.nextBefore;
  }

  useEffect(() => {
    let isWanted = true;
    const callOff = after(SEARCH_PAUSE_MS, () => attempt(() => load(null, () => isWanted)));
    return () => {
      isWanted = false;
      callOff();
    };
  }, [search.value, person.value, roomId.value]);

  return (
    <section class="gallery">
      <h2>
        Gallery of <bdi>{roomName.value}</bdi>
      </h2>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          Prompt
          <input
            type="search"
            value={search.value}
            onInput={(event) => {
              search.value = event.currentTarget.value;
            }}
          />
        </label>
        <label>
          Person
          <input
            type="search"
            value={person.value}
            onInput={(event) => {
              person.value = event.currentTarget.value;
            }}
          />
        </label>
      </form>
      {items.value?.length === 0 && <p>There are no such pictures here.</p>}
      <ul class="wall">
        {items.value?.map((item) => (
          <li key={item.messageId ?? item.jobId}>
            <Tile item={item} />
          </li>
        ))}
      </ul>
      {nextBefore.value !== null && (
        <button type="button" class="older" onClick={() => attempt(() => load(nextBefore.value))}>
          Show older pictures
        </button>
      )}
    </section>
  );
}

function Tile({ item }: { item: Item }): JSX.Element {
  return (
    <>
      {item.pictures.map((picture, index) => (
        <Picture
          key={index}
          picture={picture}
          onOpen={() => {
            opened.value = { jobId: item.jobId, index };
          }}
        />
      ))}
      <p class="prompt">
        <bdi>{item.prompt}</bdi>
      </p>
      <p class="facts">
        <bdi>{item.person}</bdi> · {dateText(item.at)}
        {item.isPrivate && ' · only you see this'}
      </p>
    </>
  );
}
