import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageRecord } from '../support/fake-slack/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import { Program } from '../support/program.ts';
import { SlackRoom } from '../support/slack-room.ts';

const PATIENCE_MS = 40_000;

let slack: SlackRoom;
let discord: DiscordRoom;

beforeEach(async () => {
  slack = await SlackRoom.open({ stopped: true });
  discord = await DiscordRoom.open({ stopped: true });
});
afterEach(async () => {
  await slack.close();
  await discord.close();
});

/** One process with the settings of both; it paints at the emulator of Slack's room. */
function start(environment: Record<string, string> = {}): Promise<Program> {
  return Program.start(slack.dataDir, { ...discord.environment, ...slack.environment, ...environment });
}

async function paintsInDiscord(prompt: string): Promise<string> {
  const asked = await discord.ada.slash('imagine', { prompt }, { channel: discord.channel });
  return discord.text(await asked.waitForResponse(({ files }) => files.length > 0, PATIENCE_MS));
}

async function paintsInSlack(prompt: string): Promise<string> {
  const { fake, ada, channel } = slack;
  const pictures = (): MessageRecord[] =>
    slack.botMessages().filter((message) => fake.filesOf(message).length > 0);
  const before = pictures().length;
  ada.slash(channel, '/imagine', prompt);
  const message = await fake.waitFor(() => pictures()[before], 'the picture', PATIENCE_MS);
  return fake.shownText(message);
}

describe('one process with the settings of Discord and Slack', () => {
  it('serves both, each in its own place', { timeout: 120_000 }, async () => {
    await using program = await start();
    expect(program.banner).toContain('connected as imagine');
    expect(program.banner).toContain('Painters');
    const [inDiscord, inSlack] = await Promise.all([
      paintsInDiscord('a red fox'),
      paintsInSlack('a blue whale'),
    ]);
    expect(inDiscord).toContain('a red fox');
    expect(inSlack).toContain('a blue whale');
    expect(discord.botMessages()).toHaveLength(1);
    expect(slack.bought).toBe(2);
    expect(await program.stop()).toBe(0);
  });

  it('counts the pictures of each platform’s people apart', { timeout: 120_000 }, async () => {
    await using _program = await start({ LIMIT_DAILY_PER_USER: '1' });
    await paintsInDiscord('a red fox');
    // Ada's one of the day in Slack is still hers.
    await paintsInSlack('a blue whale');
    slack.ada.slash(slack.channel, '/imagine', 'one too many');
    await slack.told(slack.ada, /today|a day|daily/i);
    const refused = await discord.ada.slash(
      'imagine',
      { prompt: 'one too many' },
      { channel: discord.channel },
    );
    const told = await refused.waitForFollowUp(() => true, PATIENCE_MS);
    expect(discord.text(told)).toMatch(/today|a day|daily/i);
    await paintsForBob();
    expect(slack.bought).toBe(3);
  });
});

async function paintsForBob(): Promise<void> {
  const { fake, bob, channel } = slack;
  bob.slash(channel, '/imagine', 'a green frog');
  await fake.waitFor(
    () =>
      slack
        .botMessages()
        .some(
          (message) => fake.filesOf(message).length > 0 && fake.shownText(message).includes('a green frog'),
        ),
    'the picture of another person',
    PATIENCE_MS,
  );
}
