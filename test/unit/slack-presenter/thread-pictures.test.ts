import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { png } from '../../contract/presenter-stage.ts';
import type { ChannelRecord, MessageRecord } from '../../support/fake-slack/index.ts';
import { SlackStage } from '../../support/slack-stage.ts';
import { picturesOfThread } from '../../../src/slack/thread-pictures.ts';

const { signal } = new AbortController();

let slack: SlackStage;
let channel: ChannelRecord;
let root: MessageRecord;

beforeEach(async () => {
  slack = await SlackStage.start();
  channel = slack.fake.channel();
  root = slack.ada.post(channel, 'What shall we have painted?');
});
afterEach(() => slack.close());

function chatter(count: number): void {
  for (let at = 0; at < count; at += 1) slack.ada.post(channel, `${at}`, { threadTs: root.ts });
}

async function picture(name: string): Promise<void> {
  slack.ada.post(channel, '', { files: [{ name, bytes: await png(1) }], threadTs: root.ts });
}

async function found(): Promise<readonly (string | null | undefined)[] | null> {
  const about = { channelId: channel.id, threadTs: root.ts, exceptTs: '' };
  return (await picturesOfThread(slack.team, about, signal))?.map(({ name }) => name) ?? null;
}

describe('the picture that a thread is about', () => {
  it('is its newest one, however far down that stands', async () => {
    await picture('old.png');
    chatter(450);
    await picture('new.png');
    chatter(3);
    expect(await found()).toEqual(['new.png']);
  });

  it('is none of the first when the thread is too long to be read to its end', async () => {
    await picture('old.png');
    chatter(1100);
    expect(await found()).toBeNull();
    expect(slack.fake.callsTo('conversations.replies')).toHaveLength(5);
  });

  it('is none where nobody posted any', async () => {
    chatter(2);
    expect(await found()).toEqual([]);
  });
});
