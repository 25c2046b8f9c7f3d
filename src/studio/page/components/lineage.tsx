import type { JSX } from 'preact';

import type { JobDetailWire } from '../../wire.ts';
import { opened } from '../model/state.ts';

type Step = JobDetailWire['lineage'][number];

const MADE_BY = { generate: 'Painted', edit: 'Edited', vary: 'Varied' } as const satisfies Record<
  Step['kind'],
  string
>;

/** From the first picture down to this one, and what became of it since. */
export function Lineage({ detail }: { detail: JobDetailWire }): JSX.Element {
  const { lineage, children, job } = detail;
  return (
    <>
      {lineage.length > 1 && <Steps title="How it came to be" steps={lineage} currentId={job.jobId} />}
      {children.length > 0 && <Steps title="Made of it since" steps={children} currentId={job.jobId} />}
    </>
  );
}

function Steps(props: { title: string; steps: readonly Step[]; currentId: string }): JSX.Element {
  return (
    <>
      <h3>{props.title}</h3>
      <ol class="steps">
        {props.steps.map(({ jobId, kind, prompt, picture }) => (
          <li key={jobId}>
            <button
              type="button"
              aria-current={jobId === props.currentId ? 'step' : undefined}
              onClick={() => {
                opened.value = { jobId, index: 0 };
              }}
            >
              {picture && !picture.spoiler && (
                <img src={`/pictures/${picture.hash}`} alt="" width={48} height={48} loading="lazy" />
              )}
              <span>
                {MADE_BY[kind]}: <bdi>{prompt}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
