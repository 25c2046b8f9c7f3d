import type { PictureWire } from '../../wire.ts';
import { postFile, wordsOf } from './api.ts';
import { notify } from './notices.ts';
import { attachments, session } from './state.ts';

let lastKey = 0;

/** Uploads pictures that were picked, dropped or pasted; each gets the next number. */
export function attach(files: Iterable<File>): void {
  const limits = session.value?.limits;
  if (!limits) return;
  for (const file of files) {
    if (attachments.value.length >= limits.maxPictures) {
      notify('problem', `At most ${limits.maxPictures} pictures go with one message.`);
      return;
    }
    if (!file.type.startsWith('image/')) notify('problem', 'Only pictures can be sent along.');
    else if (file.size > limits.maxUploadBytes) notify('problem', 'That picture is too large to send.');
    else void upload(file);
  }
}

export function detach(key: string): void {
  const gone = attachments.value.find((attachment) => attachment.key === key);
  if (gone) URL.revokeObjectURL(gone.previewUrl);
  attachments.value = attachments.value.filter((attachment) => attachment.key !== key);
}

export function detachAll(): void {
  for (const { key } of attachments.value) detach(key);
}

async function upload(file: File): Promise<void> {
  lastKey += 1;
  const key = String(lastKey);
  const previewUrl = URL.createObjectURL(file);
  attachments.value = [...attachments.value, { key, name: file.name, previewUrl, picture: null }];
  try {
    const picture = await postFile<PictureWire>('/api/uploads', file);
    attachments.value = attachments.value.map((one) => (one.key === key ? { ...one, picture } : one));
  } catch (error) {
    // The border to the server: the person hears why, and the others stay.
    detach(key);
    notify('problem', wordsOf(error));
  }
}
