import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import { SlackRoom } from '../support/slack-room.ts';

describe('the program on Slack', () => {
  it.each(['socket', 'http'] as const)('paints what a command asks for, over %s', async (mode) => {
    await using room = await SlackRoom.open({ mode });
    room.ada.slash(room.channel, '/imagine', 'a red fox --ar 16:9');
    const message = await room.picture();
    expect(room.fake.shownText(message)).toContain('a red fox');
    expect(room.bought).toBe(1);
  });

  it('finishes after a restart what was asked before it', async () => {
    await using room = await SlackRoom.open({ speed: 4 });
    room.ada.slash(room.channel, '/imagine', 'a red fox');
    await expect.poll(() => room.bought).toBe(1);
    await room.restart();
    await room.picture();
    expect(room.bought).toBe(1);
  });
});

describe('the manifest', () => {
  it('asks for exactly the scopes that are used', () => {
    const manifest = readFileSync('docs/slack/manifest.yml', 'utf8');
    const [, list = ''] = /\n {4}bot:\n((?: {6}- .+\n)+)/.exec(manifest) ?? [];
    expect([...list.matchAll(/- (\S+)/g)].map((match) => match[1])).toEqual(BOT_SCOPES);
  });
});
