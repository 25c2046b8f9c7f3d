import { expect, test } from 'vitest';

import { picturesOfMessage } from '../../../src/slack/message-files.ts';
import { threadOf } from '../../../src/slack/translate.ts';
import { messageSchema } from '../../../src/slack/wire.ts';

test('finds the pictures of a message, of what it forwards and of what an app shows, each once', () => {
  const message = messageSchema.parse({
    ts: '1.2',
    files: [
      { id: 'F1', mimetype: 'image/png' },
      { id: 'F2', mimetype: 'application/pdf' },
    ],
    attachments: [
      {
        files: [
          { id: 'F3', mimetype: 'image/webp' },
          { id: 'F1', mimetype: 'image/png' },
        ],
      },
    ],
    blocks: [{ type: 'image', slack_file: { id: 'F4' } }, { type: 'section' }],
  });
  expect(picturesOfMessage(message).map(({ id }) => id)).toEqual(['F1', 'F3', 'F4']);
});

test('keeps a file of a shared channel of which only the id is told', () => {
  const message = messageSchema.parse({ ts: '1.2', files: [{ id: 'F1', file_access: 'check_file_info' }] });
  expect(picturesOfMessage(message)).toHaveLength(1);
});

test('puts the first message of a thread into the channel', () => {
  expect(threadOf({ ts: '1.2', thread_ts: '1.2' })).toBeNull();
  expect(threadOf({ ts: '1.3', thread_ts: '1.2' })).toBe('1.2');
});
