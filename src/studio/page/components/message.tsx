import type { JSX } from 'preact';

import type { MessageWire } from '../../wire.ts';
import { startReply } from '../model/room.ts';
import { messages } from '../model/state.ts';
import { dateText, timeText } from '../model/time.ts';
import { JobCard } from './job-card.tsx';
import { Picture } from './picture.tsx';

export function Message({ message }: { message: MessageWire }): JSX.Element {
  const { id, author, at, job, text, tone, references } = message;
  const name = job ? job.requesterName : author.name;
  return (
    <article class={`message ${tone} ${job ? 'of-job' : ''}`} id={`message-${id}`} tabIndex={-1}>
      <header>
        <bdi class="author">{author.isBot ? author.name : name}</bdi>
        {job && (
          <span class="for">
            for <bdi>{name}</bdi>
          </span>
        )}
        <time dateTime={new Date(at).toISOString()} title={dateText(at)}>
          {timeText(at)}
        </time>
        {message.isPrivate && <span class="badge">Only you see this</span>}
      </header>
      {message.replyTo !== null && <Quoted id={message.replyTo} />}
      {text !== '' && (
        <p class="words">
          <bdi>{text}</bdi>
        </p>
      )}
      {references.length > 0 && (
        <ol class="references">
          {references.map((picture, index) => (
            <li key={picture.hash}>
              <Picture picture={picture} label={`Image ${index + 1}`} />
            </li>
          ))}
        </ol>
      )}
      {!job && references.length > 0 && (
        <button type="button" class="quiet" onClick={() => startReply(id)}>
          Reply
        </button>
      )}
      {job && <JobCard message={message} job={job} />}
    </article>
  );
}

/** What is answered, in short; leads there. */
function Quoted({ id }: { id: string }): JSX.Element | null {
  const quoted = messages.value.find((message) => message.id === id);
  if (!quoted) return null;
  const name = quoted.job ? quoted.job.requesterName : quoted.author.name;
  return (
    <button type="button" class="quoted" onClick={() => goTo(id)}>
      ↩ <bdi>{name}</bdi>: <bdi>{quoted.job ? quoted.job.prompt : quoted.text}</bdi>
    </button>
  );
}

function goTo(id: string): void {
  const element = document.getElementById(`message-${id}`);
  element?.scrollIntoView({ block: 'center' });
  element?.focus({ preventScroll: true });
}
