import type { JSX } from 'preact';

import { announcement, opened, panel, session, signInAsked } from '../model/state.ts';
import { Composer } from './composer.tsx';
import { FullView } from './full-view.tsx';
import { Gallery } from './gallery.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { Rooms } from './rooms.tsx';
import { NameForm, SignIn } from './sign-in.tsx';
import { Timeline } from './timeline.tsx';
import { Usage } from './usage.tsx';

export function App(): JSX.Element {
  return (
    <>
      <Body />
      <Notices />
      <div class="unseen" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}

function Body(): JSX.Element {
  if (signInAsked.value !== null) return <SignIn reason={signInAsked.value} />;
  if (!session.value) return <p class="opening">Opening the studio …</p>;
  const picture = opened.value;
  return (
    <div class="frame">
      <Header session={session.value} />
      <Rooms />
      <main class="stage">
        <Panel />
      </main>
      {picture && <FullView key={picture.jobId} jobId={picture.jobId} index={picture.index} />}
    </div>
  );
}

function Panel(): JSX.Element {
  switch (panel.value) {
    case 'gallery':
      return <Gallery />;
    case 'usage':
      return <Usage />;
    case 'name':
      return <NameForm />;
    case 'room':
      return (
        <>
          <Timeline />
          <Composer />
        </>
      );
  }
}
