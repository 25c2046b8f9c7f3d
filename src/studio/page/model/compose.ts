import { newClientId } from './api.ts';
import { detachAll } from './attachments.ts';
import { dismissProblems } from './notices.ts';
import { send } from './room.ts';
import { attachments, draft, isPrivate, replyToId } from './state.ts';

/** What was sent last and is not known to have come through: sent again unchanged, it is still one message. */
let unanswered: { content: string; clientId: string } | null = null;
let isSending = false;

/** Sends what stands in the composer, and empties it once the server has it. */
export async function sendDraft(): Promise<void> {
  const pictures = attachments.value.flatMap(({ picture }) => picture?.hash ?? []);
  const text = draft.value;
  const isEmpty = text.trim() === '' && pictures.length === 0;
  if (isSending || isEmpty || pictures.length < attachments.value.length) return;
  const message = { text, replyTo: replyToId.value, pictures, isPrivate: isPrivate.value };
  const content = JSON.stringify(message);
  unanswered = unanswered?.content === content ? unanswered : { content, clientId: newClientId() };
  isSending = true;
  try {
    await send(message, unanswered.clientId);
    unanswered = null;
    dismissProblems();
    replyToId.value = null;
    detachAll();
    if (draft.value === text) draft.value = '';
  } finally {
    isSending = false;
  }
}
