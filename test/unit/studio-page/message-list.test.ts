import { describe, expect, it } from 'vitest';

import { mergeMessages, withoutMessage } from '../../../src/studio/page/model/message-list.ts';
import { aMessage } from './messages.ts';

describe('the messages of a room', () => {
  it('stand oldest first, whatever the order in which they come', () => {
    const merged = mergeMessages(
      [aMessage({ id: 'b', at: 2 })],
      [aMessage({ id: 'c', at: 3 }), aMessage({ id: 'a', at: 1 })],
    );

    expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('are drawn by their highest version, though an older one comes later', () => {
    const newest = aMessage({ id: 'a', version: 3, text: 'new' });
    const merged = mergeMessages([newest], [aMessage({ id: 'a', version: 2, text: 'old' })]);

    expect(merged).toEqual([newest]);
  });

  it('are gone once they are removed', () => {
    expect(withoutMessage([aMessage({ id: 'a' }), aMessage({ id: 'b' })], 'a').map(({ id }) => id)).toEqual([
      'b',
    ]);
  });
});
