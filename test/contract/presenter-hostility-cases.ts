import { expect, it } from 'vitest';

import type { Can, PresenterFixture } from './presenter-fixture.ts';
import { DELIVERY_KEY, outgoing, stageOf } from './presenter-stage.ts';

/** Texts that some platform takes for more than text. */
const HOSTILE_TEXTS: readonly string[] = [
  '@everyone and @here',
  '<@123456789012345678> <@!1> <@&42> <#77>',
  '<!channel> <!here> <!everyone> <!subteam^S1> <@U123> <#C123|general>',
  '**bold** *it* __under__ _it_ ~~gone~~ ~gone~ ||veiled||',
  '# a heading > a quote - a list 1. one',
  '`code` ```js fence``` and ``` an open one',
  '[a link](https://evil.example) <https://evil.example|a link> https://evil.example',
  '&lt;!channel&gt; &amp; <b>html</b> <script>alert(1)</script>',
  '<:smile:123456789012345678> :tada: <t:1700000000:R> </imagine:1> <id:guide>',
  String.raw`\*escaped\* \@everyone \\`,
  '\u202Ereversed\u202C \u2066isolated\u2069 end',
];

const LONG_TEXT = '@everyone **x** '.repeat(625);

/** Presenters may break a mention with a character that is not seen; for a reader nothing has changed by it. */
const UNSEEN = /[\u200B\u2060]/g;

export function describeHostility(current: () => PresenterFixture, can: Can): void {
  it.each(HOSTILE_TEXTS.map((prompt) => [JSON.stringify(prompt), prompt] as const))(
    'shows %s as plain text, while painting and with the picture',
    async (_, prompt) => {
      const fixture = current();
      const stage = await stageOf(fixture, { prompt });
      const handle = await stage.announce();
      expect(readable(await stage.read())).toContain(readable(stage.inLine.prompt));
      const next = await fixture.presenter.update(handle, stage.painting, stage.signal);
      await fixture.presenter.deliver(next, DELIVERY_KEY, stage.done, await outgoing(stage), stage.signal);
      expect(readable(await stage.read())).toContain(readable(stage.done.prompt));
      for (const message of await stage.seen()) expect(fixture.pings(message)).toEqual([]);
    },
  );

  it('takes a prompt of 10,000 characters', async () => {
    const fixture = current();
    const stage = await stageOf(fixture, { prompt: LONG_TEXT });
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(readable(await stage.read())).toContain(readable(stage.done.prompt).slice(0, 100));
    expect(await stage.showings(pictures)).toEqual([1, 1]);
    for (const message of await stage.seen()) expect(fixture.pings(message)).toEqual([]);
  });

  it("lets neither a person's name nor the service's words ping or format", async () => {
    const fixture = current();
    const displayName = '@everyone <!channel> **Ada**';
    const stage = await stageOf(fixture, { requester: { ...fixture.requester, displayName } });
    const handle = await stage.announce();
    const sentence = 'The painting service says: “<!channel> @everyone **no**”';
    const failed = { ...stage.inLine, headline: 'Not painted', sentences: [sentence], actions: [] };
    await fixture.presenter.update(handle, failed, stage.signal);
    expect(readable(await stage.read())).toContain(sentence);
    for (const message of await stage.seen()) {
      // The person who asked may be named in a way that reaches them; nobody else may.
      const others = fixture.pings(message).filter((pinged) => pinged !== fixture.requester.userId);
      expect(others).toEqual([]);
    }
  });

  it.runIf(can('private_messages'))(
    'shows a private job to the person who asked, and to nobody else',
    async () => {
      const fixture = current();
      const stage = await stageOf(fixture, { audience: 'requester' });
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      const next = await fixture.presenter.update(handle, stage.painting, stage.signal);
      await fixture.presenter.deliver(next, DELIVERY_KEY, stage.done, pictures, stage.signal);
      expect(await stage.showings(pictures)).toEqual([1, 1]);
      for (const message of await stage.seen()) expect(message.visibleTo).toBe(fixture.requester.userId);
    },
  );

  it('shows a public job to everyone', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, await outgoing(stage), stage.signal);
    for (const message of await stage.seen()) expect(message.visibleTo).toBeNull();
  });

  it('brings a notice to the person behind an event, as plain text', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const text = 'Reply to a picture, <!channel> @everyone **please**.';
    await fixture.presenter.notify(
      stage.job.request.origin,
      { tone: 'problem', text, actions: [] },
      stage.signal,
    );
    const notices = await fixture.noticesSeen(stage.job.request.origin);
    expect(notices.map(readable)).toEqual([text]);
  });
}

function readable(text: string): string {
  return text.replace(UNSEEN, '');
}
