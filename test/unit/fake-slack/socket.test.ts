import { expect, it } from 'vitest';

import { startFakeSlack } from '../../support/fake-slack/index.ts';
import { socketApp } from '../../support/fake-slack/real-client.ts';

it('brings a command to a real app, and its answer to the person alone', async () => {
  await using fake = await startFakeSlack();
  const ann = fake.user('ann');
  const channel = fake.channel({ botIsIn: false });
  const bolt = await socketApp(fake, (app) => {
    app.command('/imagine', async ({ ack, command, respond }) => {
      await ack();
      await respond({ text: `You said ${command.text}`, response_type: 'ephemeral' });
    });
  });
  const used = ann.slash(channel, '/imagine', 'a red fox');
  expect((await used.acked()).latencyMs).toBeLessThan(3000);
  const answer = await fake.waitFor(() => fake.botMessages(channel, ann)[0]);
  expect(answer).toMatchObject({ text: 'You said a red fox', ephemeralFor: ann.id });
  expect(fake.messages(channel)).toEqual([]);
  expect(used.responseUrlUses).toBe(1);
  expect(fake.violations).toEqual([]);
  await bolt.stop();
});
