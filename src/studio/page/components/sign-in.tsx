import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';

import { wordsOf } from '../model/api.ts';
import { attempt } from '../model/notices.ts';
import { rename, signIn } from '../model/session.ts';
import { panel, session } from '../model/state.ts';

/** The door of a studio that asks for its token. */
export function SignIn({ reason }: { reason: string }): JSX.Element {
  const name = useSignal('');
  const token = useSignal('');
  const problem = useSignal('');

  function enter(event: Event): void {
    event.preventDefault();
    attempt(async () => {
      try {
        await signIn(name.value, token.value);
      } catch (error) {
        // Said beside the form, where it is mended.
        problem.value = wordsOf(error);
      }
    });
  }

  return (
    <main class="door">
      <form class="card" onSubmit={enter}>
        <h1>imagine</h1>
        <p>{reason}</p>
        <NameField value={name.value} onValue={(value) => (name.value = value)} />
        <label>
          Token of the studio
          <input
            type="password"
            autocomplete="current-password"
            value={token.value}
            onInput={(event) => {
              token.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="problem" role="alert">
          {problem.value}
        </p>
        <button type="submit" class="primary">
          Come in
        </button>
      </form>
    </main>
  );
}

/** Who you are to the others. */
export function NameForm(): JSX.Element {
  const name = useSignal(session.value?.me.name ?? '');

  function save(event: Event): void {
    event.preventDefault();
    attempt(async () => {
      await rename(name.value);
      panel.value = 'room';
    });
  }

  return (
    <form class="card naming" onSubmit={save}>
      <h2>Your name</h2>
      <p>The others in the room see it above what you write.</p>
      <NameField value={name.value} onValue={(value) => (name.value = value)} />
      <button type="submit" class="primary">
        Keep it
      </button>
    </form>
  );
}

function NameField(props: { value: string; onValue: (value: string) => void }): JSX.Element {
  return (
    <label>
      Name
      <input
        type="text"
        autocomplete="nickname"
        required
        maxLength={80}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </label>
  );
}
