import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeConversationRef, requesterKey } from '../../../src/core/conversation/ref-codec.ts';
import { PLATFORMS } from '../../../src/core/conversation/refs.ts';

const ids = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ':', '","', '\\', '\u0000', '\ud800', 'null', '1700000000.000100', '__proto__'),
);
const conversations = fc.record({
  platform: fc.constantFrom(...PLATFORMS),
  workspaceId: fc.option(ids),
  channelId: ids,
  threadId: fc.option(ids),
});

describe('the text of a place', () => {
  it('is one text for two places only when they are the same', () => {
    fc.assert(
      fc.property(conversations, conversations, (one, other) => {
        const sameText = encodeConversationRef(one) === encodeConversationRef(other);
        expect(sameText).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('the key of a person', () => {
  it('does not depend on how they are called', () => {
    const ada = { platform: 'slack', workspaceId: 'T1', userId: 'U1' } as const;
    const renamed = { ...ada, displayName: 'Countess', locale: 'en' };
    expect(requesterKey(ada)).toBe(requesterKey(renamed));
  });

  it('tells apart the same id in two workspaces, and in none', () => {
    const keys = ['T1', 'T2', null].map((workspaceId) =>
      requesterKey({ platform: 'slack', workspaceId, userId: 'U1' }),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('is one key in all servers of a platform whose ids are the same everywhere', () => {
    const keys = ['G1', 'G2', null].map((workspaceId) =>
      requesterKey({ platform: 'discord', workspaceId, userId: 'U1' }),
    );
    expect(new Set(keys).size).toBe(1);
  });
});
