import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

import { startFakeSlack } from '../../support/fake-slack/index.ts';
import { socketApp } from '../../support/fake-slack/real-client.ts';

const title = { type: 'plain_text', text: 'Imagine' } as const;

it('opens a modal by a trigger and brings back what a person filled in', async () => {
  await using fake = await startFakeSlack();
  const ann = fake.user('ann');
  const seen: unknown[] = [];
  const bolt = await socketApp(fake, (app) => {
    app.shortcut('imagine', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({
        trigger_id: shortcut.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'm',
          title,
          submit: title,
          blocks: [
            {
              type: 'input',
              block_id: 'p',
              label: title,
              element: { type: 'plain_text_input', action_id: 'p' },
            },
            {
              type: 'input',
              block_id: 'f',
              label: title,
              optional: true,
              element: { type: 'file_input', action_id: 'f' },
            },
          ],
        },
      });
    });
    app.view('m', async ({ ack, view }) => {
      seen.push(view.state.values);
      await ack(seen.length === 1 ? { response_action: 'errors', errors: { p: 'no' } } : undefined);
    });
  });
  const view = await ann.globalShortcut('imagine').opened();
  expect(() => ann.submitView(view, {})).toThrow('wants the field p');
  expect(await ann.submitView(view, { p: 'fox' }).errors()).toEqual({ p: 'no' });
  await ann.submitView(view, { p: 'fox', f: [{ name: 'a.txt', bytes: Buffer.from('abc') }] }).acked();
  expect(seen[1]).toMatchObject({ p: { p: { value: 'fox' } }, f: { f: { files: [{ name: 'a.txt' }] } } });
  expect(fake.openView(ann)).toBeUndefined();
  expect(fake.violations).toEqual([]);
  await bolt.stop();
});

it('redelivers an event, and keeps events for an app that is away for a refresh', async () => {
  await using fake = await startFakeSlack();
  const ann = fake.user('ann');
  const channel = fake.channel();
  const heard: string[] = [];
  const bolt = await socketApp(fake, (app) => {
    app.event('app_mention', async ({ event }) => {
      heard.push(event.text);
      await Promise.resolve();
    });
  });
  ann.mention(channel, 'one & two');
  const [first] = fake.eventsOf('app_mention');
  if (!first) throw new Error('no event');
  await fake.waitFor(() => first.ack);
  fake.redeliver(first);
  fake.socket.refresh();
  ann.mention(channel, 'three');
  await fake.waitFor(() => fake.eventsOf('app_mention').every(({ ack }) => ack !== null));
  expect(fake.socket.opened).toBe(2);
  await fake.waitFor(() => heard.length === 3);
  expect(heard[0]).toBe(`<@${fake.botUserId}> one &amp; two`);
  await bolt.stop();
});

it('signs what it sends over HTTP', async () => {
  await using fake = await startFakeSlack();
  const receiver = new HTTPReceiver({ signingSecret: fake.signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: fake.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    clientOptions: { slackApiUrl: fake.apiUrl },
  });
  await app.init();
  app.command('/imagine', async ({ ack }) => ack('hello'));
  const server = createServer(receiver.requestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = fake.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  const ann = fake.user('ann');
  const channel = fake.channel();
  expect((await ann.slash(channel, '/imagine', 'fox').acked()).status).toBe(200);
  expect(fake.messages(channel, ann)).toMatchObject([{ text: 'hello', ephemeralFor: ann.id }]);
  http.signing = { secret: 'another secret' };
  await expect(ann.slash(channel, '/imagine', 'fox').acked()).rejects.toThrow('http 401');
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
