import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  encodeConversationRef,
  encodeMessageRef,
  parseConversationRef,
  parseMessageRef,
  requesterKey,
} from '../../../src/core/conversation/ref-codec.ts';
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
const messages = fc.record({ conversation: conversations, messageId: ids });

describe('the codec of references', () => {
  it('gives every conversation and message back as it was', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(parseMessageRef(encodeMessageRef(message))).toEqual(message);
        const text = encodeConversationRef(message.conversation);
        expect(parseConversationRef(text)).toEqual(message.conversation);
      }),
    );
  });

  it('gives two references one text only when they are the same', () => {
    fc.assert(
      fc.property(messages, messages, (one, other) => {
        const sameText = encodeMessageRef(one) === encodeMessageRef(other);
        expect(sameText).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('answers null to any other text, and does not throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseConversationRef(text)).toBeNull();
        expect(parseMessageRef(text)).toBeNull();
      }),
    );
  });

  it.each([
    ['a platform that is none', '["irc",null,"room",null]'],
    ['a part too many', '["studio",null,"room",null,"m1","x"]'],
    ['a part too few', '["studio",null,"room"]'],
    ['a number for an id', '["discord",null,5,null]'],
    ['an object', '{"platform":"studio"}'],
  ])('answers null to %s', (_, text) => {
    expect(parseConversationRef(text)).toBeNull();
    expect(parseMessageRef(text)).toBeNull();
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
