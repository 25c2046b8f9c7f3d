import type { JSX } from 'preact';

import type { JobViewWire, MessageWire } from '../../wire.ts';
import { headlineAt, isUnderWay } from '../model/job-time.ts';
import { startReply } from '../model/room.ts';
import { opened } from '../model/state.ts';
import { serverNow } from '../model/time.ts';
import { JobActions } from './job-actions.tsx';
import { Picture } from './picture.tsx';

export function JobCard({ message, job }: { message: MessageWire; job: JobViewWire }): JSX.Element {
  return (
    <div class={`job ${toneOf(job)}`}>
      <p class="headline">
        <span class="status">{job.status}</span> <Headline job={job} />
      </p>
      {job.sentences.map((sentence) => (
        <p key={sentence} class="sentence">
          {sentence}
        </p>
      ))}
      {job.prompt !== '' && (
        <blockquote class="prompt">
          <bdi>{job.prompt}</bdi>
          {job.promptIsClipped && <MoreOfPrompt job={job} />}
        </blockquote>
      )}
      <Pictures message={message} job={job} />
      <p class="facts">{job.facts.map(({ text }) => text).join(' · ')}</p>
      <div class="actions">
        {message.pictures.length > 0 && !job.actions.some(({ verb }) => verb === 'edit') && (
          <button type="button" onClick={() => startReply(message.id)}>
            Reply
          </button>
        )}
        <JobActions message={message} job={job} />
      </div>
    </div>
  );
}

/** By itself, because it alone is drawn anew every second. */
function Headline({ job }: { job: JobViewWire }): JSX.Element {
  return <span>{isUnderWay(job) ? headlineAt(job, serverNow.value) : job.headline}</span>;
}

function MoreOfPrompt({ job }: { job: JobViewWire }): JSX.Element {
  return (
    <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => open(job.jobId, 0)}>
      Whole prompt
    </button>
  );
}

function Pictures({ message, job }: { message: MessageWire; job: JobViewWire }): JSX.Element | null {
  const { pictures } = message;
  const ratio = ratioOf(job);
  if (pictures.length > 0) {
    return (
      <div class="pictures">
        {pictures.map((picture, index) => (
          <Picture key={index} picture={picture} ratio={ratio} onOpen={() => open(job.jobId, index)} />
        ))}
      </div>
    );
  }
  const isComing = isUnderWay(job) || job.jobState === 'delivering';
  return isComing ? <Skeletons job={job} ratio={ratio ?? likelyRatio(message)} /> : null;
}

/** Holds the places of the pictures, at the shape that they will have. */
function Skeletons({ job, ratio }: { job: JobViewWire; ratio: number }): JSX.Element {
  return (
    <div class="pictures" aria-hidden="true">
      {Array.from({ length: job.total }, (_, index) => (
        <div
          key={index}
          class={`shot skeleton ${index < job.painted ? 'painted' : ''}`}
          style={{ '--ratio': String(ratio) }}
        />
      ))}
    </div>
  );
}

/** The shape that was asked for; pictures differ from it by a few pixels, which are cut off here and shown in the full view. */
function ratioOf({ aspectRatio }: JobViewWire): number | null {
  return aspectRatio && aspectRatio.width / aspectRatio.height;
}

/** The model chooses the shape of `auto`: mostly that of what it works from. */
function likelyRatio({ references }: MessageWire): number {
  const first = references[0];
  return first ? first.widthPx / first.heightPx : 1;
}

function open(jobId: string, index: number): void {
  opened.value = { jobId, index };
}

function toneOf(job: JobViewWire): string {
  if (job.status === 'FAILED') return 'failed';
  return isUnderWay(job) ? 'under-way' : 'settled';
}
