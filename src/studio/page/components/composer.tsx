import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { attach } from '../model/attachments.ts';
import { complete, applyCompletion } from '../model/completion.ts';
import { sendDraft } from '../model/compose.ts';
import { attempt } from '../model/notices.ts';
import { attachments, draft, isPrivate, replyToId, session } from '../model/state.ts';
import { Attachments } from './attachments.tsx';
import { CompletionList, optionId } from './completion-list.tsx';
import { ReplyBanner } from './reply-banner.tsx';

export function Composer(): JSX.Element | null {
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useSignal(0);
  const chosen = useSignal(0);
  const isClosed = useSignal(true);
  const known = session.value;
  const completion = known && !isClosed.value ? complete(draft.value, caret.value, known) : null;
  const isUploading = attachments.value.some(({ picture }) => picture === null);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    // The field grows with what is written, up to the bound in the style sheet.
    element.style.setProperty('height', 'auto');
    element.style.setProperty('height', `${element.scrollHeight}px`);
  }, [draft.value]);

  function type(element: HTMLTextAreaElement): void {
    draft.value = element.value;
    caret.value = element.selectionStart;
    chosen.value = 0;
    isClosed.value = false;
  }

  function take(index: number): void {
    const option = completion?.options[index];
    if (!completion || !option) return;
    const done = applyCompletion(draft.value, caret.value, completion.from, option.insert);
    draft.value = done.text;
    caret.value = done.caret;
    chosen.value = 0;
    const element = field.current;
    if (!element) return;
    element.value = done.text;
    element.setSelectionRange(done.caret, done.caret);
    element.focus();
  }

  function send(): void {
    isClosed.value = true;
    attempt(sendDraft);
  }

  function press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (completion && steer(event, completion.options.length)) event.preventDefault();
    else if (event.key === 'Escape') replyToId.value = null;
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  /** What the keys do while there is a list; false leaves the key to the field. */
  function steer({ key, shiftKey }: KeyboardEvent, count: number): boolean {
    if (key === 'ArrowDown') chosen.value = (chosen.value + 1) % count;
    else if (key === 'ArrowUp') chosen.value = (chosen.value + count - 1) % count;
    else if (key === 'Tab' && !shiftKey) take(chosen.value);
    else if (key === 'Escape') isClosed.value = true;
    else return false;
    return true;
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        attach(event.dataTransfer?.files ?? []);
      }}
    >
      <ReplyBanner />
      <Attachments />
      {completion && <CompletionList options={completion.options} chosen={chosen.value} onTake={take} />}
      <div class="entry">
        <label class="pick" title="Add pictures">
          <span aria-hidden="true">+</span>
          <span class="unseen">Add pictures</span>
          <input type="file" accept="image/*" multiple onChange={(event) => pick(event.currentTarget)} />
        </label>
        <label class="unseen" for="composer-text">
          Message
        </label>
        <textarea
          id="composer-text"
          ref={field}
          rows={1}
          maxLength={20_000}
          autocomplete="off"
          aria-autocomplete="list"
          aria-controls={completion ? 'completions' : undefined}
          aria-activedescendant={completion ? optionId(chosen.value) : undefined}
          placeholder={
            replyToId.value === null ? '/imagine what you would like to see' : 'What should change?'
          }
          value={draft.value}
          onInput={(event) => type(event.currentTarget)}
          onSelect={(event) => {
            caret.value = event.currentTarget.selectionStart;
          }}
          onKeyDown={press}
          onPaste={(event) => attach(event.clipboardData?.files ?? [])}
        />
        <button type="submit" class="primary" disabled={isUploading}>
          Send
        </button>
      </div>
      <label class="private">
        <input
          type="checkbox"
          checked={isPrivate.value}
          onChange={(event) => {
            isPrivate.value = event.currentTarget.checked;
          }}
        />
        Only for me
      </label>
    </form>
  );
}

function pick(input: HTMLInputElement): void {
  attach(input.files ?? []);
  // The same file may be picked again after it was taken out.
  input.value = '';
}
