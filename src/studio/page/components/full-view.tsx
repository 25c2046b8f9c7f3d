import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { JobDetailWire } from '../../wire.ts';
import { get, wordsOf } from '../model/api.ts';
import { draft, opened, panel } from '../model/state.ts';
import { dateText } from '../model/time.ts';
import { Lineage } from './lineage.tsx';
import { Picture } from './picture.tsx';

/** One picture at full size, and everything that is known of it. */
export function FullView({ jobId, index }: { jobId: string; index: number }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const detail = useSignal<JobDetailWire | null>(null);
  const problem = useSignal<string | null>(null);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    get<JobDetailWire>(`/api/jobs/${encodeURIComponent(jobId)}`).then(
      (wire) => {
        detail.value = wire;
      },
      (error: unknown) => {
        problem.value = wordsOf(error);
      },
    );
  }, [jobId]);

  return (
    <dialog class="full-view" ref={dialog} aria-label="The picture and how it was made" onClose={close}>
      <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
        ×
      </button>
      {problem.value !== null && <p class="problem">{problem.value}</p>}
      {detail.value ? (
        <Detail detail={detail.value} index={index} />
      ) : (
        <p aria-live="polite">Looking it up …</p>
      )}
    </dialog>
  );
}

function Detail({ detail, index }: { detail: JobDetailWire; index: number }): JSX.Element {
  const { pictures, references, job, prompt, typed } = detail;
  const first = pictures[index] ?? pictures[0];
  const others = pictures.filter((picture) => picture !== first);
  return (
    <div class="detail">
      <div class="shown">
        {first && <Picture picture={first} />}
        {others.length > 0 && (
          <div class="pictures">
            {others.map((picture) => (
              <Picture key={picture.hash} picture={picture} />
            ))}
          </div>
        )}
      </div>
      <section class="told">
        <h2>{job.headline}</h2>
        <blockquote class="prompt">
          <bdi>{prompt}</bdi>
        </blockquote>
        <dl>
          <Fact label="For" value={job.requesterName} />
          <Fact label="Made" value={dateText(detail.createdAt)} />
          {job.facts.map(({ label, value }) => (
            <Fact key={label} label={label} value={value} />
          ))}
          {detail.requestIds.map((requestId) => (
            <Fact key={requestId} label="Request" value={requestId} />
          ))}
          <Fact label="Typed" value={typed} />
        </dl>
        <button type="button" class="primary" onClick={() => useAgain(typed)}>
          Use these settings again
        </button>
        {references.length > 0 && (
          <>
            <h3>Made from</h3>
            <ol class="references">
              {references.map((picture, place) => (
                <li key={picture.hash}>
                  <Picture picture={picture} label={`Image ${place + 1}`} />
                </li>
              ))}
            </ol>
          </>
        )}
        <Lineage detail={detail} />
      </section>
    </div>
  );
}

function Fact({ label, value }: { label: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

function close(): void {
  opened.value = null;
}

function useAgain(typed: string): void {
  close();
  panel.value = 'room';
  draft.value = typed;
  // After the dialog has given the focus back to where it came from.
  queueMicrotask(() => document.getElementById('composer-text')?.focus());
}
