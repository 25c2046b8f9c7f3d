import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DELIVERY_KEY, failureOf, outgoing, stageOf, type Stage } from '../../contract/presenter-stage.ts';
import type { FaultLike } from '../../support/fake-slack/index.ts';
import { slackFixture } from '../../support/slack-fixture.ts';
import type { MessageRef, OutgoingPicture, PresenterHandle } from '../../../src/core/index.ts';
import { BOT_SCOPES } from '../../../src/slack/scopes.ts';
import { REQUIRED_SCOPES } from '../../../src/slack/workspace.ts';

type Fixture = Awaited<ReturnType<typeof slackFixture>>;

/** The words are posted after the files, as a message without a picture that says what it is about. */
const areWords = ({ blocks, metadata }: Record<string, unknown>): boolean =>
  JSON.stringify(metadata ?? null).includes('imagine_render') && !JSON.stringify(blocks).includes('"image"');

let fixture: Fixture;
let stage: Stage;
let handle: PresenterHandle;
let pictures: OutgoingPicture[];

async function open(scopes: readonly string[]): Promise<void> {
  fixture = await slackFixture('command', scopes);
  fixture.stage.fake.settings.readiness = { blockRefusals: Infinity };
  stage = await stageOf(fixture);
  handle = await stage.announce();
  pictures = await outgoing(stage);
}
afterEach(() => fixture.close());

async function deliver(): Promise<readonly MessageRef[]> {
  const delivery = fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
  return (await delivery).messages;
}

/** The reason for which the words did not come through; the files did. */
async function deliverWithout(fault: Exclude<FaultLike, number>): Promise<string | undefined> {
  const named = typeof fault === 'string' ? WORDS[fault] : fault;
  fixture.stage.fake.failNext('chat.postMessage', { ...named, when: areWords });
  const failure = await failureOf(deliver());
  expect(await stage.showings(pictures)).toEqual([1, 1]);
  return failure?.reason;
}
const WORDS: Readonly<Record<string, Exclude<FaultLike, number | string>>> = {
  cut: { cutBeforeTaking: true },
  'cut after it arrived': { cutAfterTaking: true },
};

async function tokensSeen(): Promise<readonly string[]> {
  return (await stage.seen()).flatMap((message) => message.tokens);
}
const allTokens = (): readonly string[] => stage.done.actions.map(({ token }) => token);

describe('files that stand by themselves, where no history can be read,', () => {
  beforeEach(() => open(REQUIRED_SCOPES));

  it('get their words and buttons later, when a limit was met between the two', async () => {
    // Not that nothing was posted: the files stand there.
    expect(await deliverWithout({ status: 429, retryAfterSeconds: 5 })).toBe('outcome_unknown');
    expect(await deliver()).toHaveLength(2);
    expect(await stage.showings(pictures)).toEqual([1, 1]);
    expect(await tokensSeen()).toEqual(allTokens());
  });

  it('leave it open whether they were posted, while nobody can look for them', async () => {
    await deliverWithout({ status: 429, retryAfterSeconds: 5 });
    fixture.stage.fake.failNext('files.info', 'service_unavailable');
    expect((await failureOf(deliver()))?.reason).toBe('outcome_unknown');
    expect(await deliver()).toHaveLength(2);
  });

  it('get them after a crash between the two', async () => {
    const { fake } = fixture.stage;
    const completed = fake.failNext('files.completeUploadExternal', {
      cutAfterTaking: true,
      when: (args) => args['channel_id'] !== undefined,
    });
    expect((await failureOf(deliver()))?.reason).toBe('outcome_unknown');
    expect(completed.hits).toBe(1);
    const presenter = await fixture.restart();
    expect(await presenter.find(handle, DELIVERY_KEY, stage.signal)).toEqual([]);
    await presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(await stage.showings(pictures)).toEqual([1, 1]);
    expect(await tokensSeen()).toEqual(allTokens());
  });

  it('are taken for a delivery when nobody can tell whether the words came through', async () => {
    expect(await deliverWithout('cut after it arrived')).toBe('outcome_unknown');
    expect(await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal)).toHaveLength(1);
    await deliver();
    expect(await tokensSeen()).toEqual(allTokens());
  });

  it('go with their words where Slack does not tell where they stand', async () => {
    const { fake } = fixture.stage;
    const looks = fake.failNext('files.info', {
      status: 429,
      retryAfterSeconds: 60,
      when: () => fake.callsTo('chat.postMessage').some(({ args }) => areWords(args)),
    });
    const [words, ...others] = await deliver();
    expect(looks.hits).toBe(1);
    expect(others).toEqual([]);
    expect(await tokensSeen()).toEqual(allTokens());
    await fixture.presenter.remove(words ? [words] : [], stage.signal);
    expect(await stage.showings(pictures)).toEqual([0, 0]);
    expect(await tokensSeen()).toEqual([]);
  });

  it('go with words that a crash left unknown', async () => {
    const { fake } = fixture.stage;
    const cut = new AbortController();
    fake.failNext('files.info', {
      cutBeforeTaking: true,
      when: () => {
        const isHere = fake.callsTo('chat.postMessage').some(({ args }) => areWords(args));
        if (isHere) cut.abort(new Error('The program ends.'));
        return isHere;
      },
    });
    const { presenter } = fixture;
    await expect(presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, cut.signal)).rejects.toThrow(
      'The program ends.',
    );
    const words = (await stage.seen()).findLast(({ tokens }) => tokens.length > 0);
    await (await fixture.restart()).remove(words ? [words.ref] : [], stage.signal);
    expect(await stage.showings(pictures)).toEqual([0, 0]);
  });

  it.each(['msg_too_long', 'restricted_action', 'thread_not_found'])(
    'stay without them, and nowhere else, when Slack refuses those as well: %s',
    async (error) => {
      fixture.stage.fake.failNext('chat.postMessage', { error, when: areWords });
      expect(await deliver()).toHaveLength(1);
      expect(await stage.showings(pictures)).toEqual([1, 1]);
      expect(fixture.stage.fake.botMessages(fixture.stage.ada.im)).toEqual([]);
    },
  );

  it('leave it open whether they were posted, while Slack does not show where they stand', async () => {
    fixture.stage.fake.failNext('chat.postMessage', { error: 'msg_too_long', when: areWords });
    fixture.stage.fake.failNext('files.info', {
      error: 'service_unavailable',
      times: Infinity,
      when: () => fixture.stage.fake.callsTo('chat.postMessage').some(({ args }) => areWords(args)),
    });
    expect((await failureOf(deliver()))?.reason).toBe('outcome_unknown');
    expect(await stage.showings(pictures)).toEqual([1, 1]);
  });
});

describe('files that stand by themselves, where the history can be read,', () => {
  beforeEach(() => open(BOT_SCOPES));

  it('are found together with words whose answer was lost', async () => {
    expect(await deliverWithout('cut after it arrived')).toBe('outcome_unknown');
    expect(await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal)).toHaveLength(2);
  });

  it('get words that surely did not come through', async () => {
    expect(await deliverWithout('cut')).toBe('outcome_unknown');
    expect(await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal)).toEqual([]);
    expect(await deliver()).toHaveLength(2);
    expect(await tokensSeen()).toEqual(allTokens());
  });
});
