import type { JSX } from 'preact';

import type { Completion } from '../model/completion.ts';

export interface CompletionListProps {
  options: Completion['options'];
  chosen: number;
  onTake: (index: number) => void;
}

export function optionId(index: number): string {
  return `completion-${index}`;
}

/** Beside the field, which keeps the focus: arrows choose, Tab takes. */
export function CompletionList({ options, chosen, onTake }: CompletionListProps): JSX.Element {
  return (
    <ul class="completions" id="completions" role="listbox" aria-label="What can be typed here">
      {options.map(({ label, about }, index) => (
        <li
          key={label}
          id={optionId(index)}
          role="option"
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(index);
          }}
        >
          <code>{label}</code> <span>{about}</span>
        </li>
      ))}
    </ul>
  );
}
