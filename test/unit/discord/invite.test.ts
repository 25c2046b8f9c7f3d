import { readFile } from 'node:fs/promises';

import { PermissionsBitField } from 'discord.js';
import { describe, expect, it } from 'vitest';

import { inviteUrl } from '../../../src/discord/invite.ts';

const ID = '123456789012345678';

function permissionsOf(url: string): string | null {
  return new URL(url).searchParams.get('permissions');
}

describe('the invite', () => {
  it('asks for exactly what the bot needs', () => {
    const url = new URL(inviteUrl(ID));
    expect(url.searchParams.get('client_id')).toBe(ID);
    expect(url.searchParams.get('scope')).toBe('bot applications.commands');
    expect(permissionsOf(url.href)).toBe('274878024704');
    expect(new PermissionsBitField(BigInt(permissionsOf(url.href) ?? 0)).toArray().sort()).toEqual([
      'AttachFiles',
      'EmbedLinks',
      'ReadMessageHistory',
      'SendMessages',
      'SendMessagesInThreads',
      'ViewChannel',
    ]);
  });

  it('is the one of the guide', async () => {
    const guide = await readFile(new URL('../../../docs/discord.md', import.meta.url), 'utf8');
    const [written] = /https:\/\/discord\.com\/oauth2\/authorize\S+/.exec(guide) ?? [];
    expect(written).toBe(inviteUrl('YOUR_APPLICATION_ID'));
  });
});
