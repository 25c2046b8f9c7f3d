import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { attempt } from '../model/notices.ts';
import { loadOlder } from '../model/room.ts';
import { draft, hasOlder, messages, roomId, roomName } from '../model/state.ts';
import { Message } from './message.tsx';

/** Nearer to the end than this, a person reads along, and is kept at the end. */
const FOLLOW_WITHIN_PX = 160;

export function Timeline(): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const known = messages.value;

  useLayoutEffect(() => {
    isFollowing.current = true;
  }, [roomId.value]);
  useLayoutEffect(() => {
    const element = list.current;
    if (element && isFollowing.current) element.scrollTop = element.scrollHeight;
  }, [known]);

  function watch(event: Event): void {
    const element = event.currentTarget;
    if (!(element instanceof HTMLElement)) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    isFollowing.current = below < FOLLOW_WITHIN_PX;
  }

  return (
    <div class="timeline" ref={list} onScroll={watch} tabIndex={0} role="region" aria-label="Messages">
      {hasOlder.value && (
        <button type="button" class="older" onClick={() => attempt(loadOlder)}>
          Show older messages
        </button>
      )}
      {known.length === 0 ? (
        <Welcome />
      ) : (
        known.map((message) => <Message key={message.id} message={message} />)
      )}
    </div>
  );
}

const EXAMPLE = '/imagine a lighthouse on a cliff at dusk, oil painting --ar 16:9';

function Welcome(): JSX.Element {
  return (
    <section class="welcome">
      <h2>
        Nothing has been painted in <bdi>{roomName.value}</bdi> yet
      </h2>
      <p>Say what you would like to see, then reply to the picture with what to change.</p>
      <button type="button" onClick={tryExample}>
        {EXAMPLE}
      </button>
    </section>
  );
}

function tryExample(): void {
  draft.value = EXAMPLE;
  document.getElementById('composer-text')?.focus();
}
