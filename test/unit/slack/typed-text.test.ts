import { expect, test } from 'vitest';

import { typedText } from '../../../src/slack/typed-text.ts';

test('takes out the mention of the bot and undoes the three escapes', () => {
  expect(typedText('<@UBOT> a &lt;b&gt; &amp; c --ar 16:9', 'UBOT')).toBe('a <b> & c --ar 16:9');
});

test('does not let typed text become an entity', () => {
  expect(typedText('&lt;@UBOT&gt; and &amp;lt;', 'UBOT')).toBe('<@UBOT> and &lt;');
});

test('reads links, channels and people by their names', () => {
  expect(typedText('<@U2|ada> in <#C1|art> like <https://a.example/x|this> <!here>', 'UBOT')).toBe(
    '@ada in #art like this',
  );
});
