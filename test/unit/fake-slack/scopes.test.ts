import { createServer, type Server } from 'node:http';

import { expect, it } from 'vitest';

import { loadReference } from '../../support/fake-slack/api-reference.ts';
import { assemble } from '../../support/fake-slack/assemble.ts';
import type { Method, MethodCall, Methods } from '../../support/fake-slack/web-api.ts';

/**
 * Where the fake does one of the things that Slack's reference names scopes for: it opens conversations with one person only.
 */
const NARROWER: Readonly<Record<string, readonly string[]>> = { 'conversations.open': ['im:write'] };

async function methodsOfTheFake(): Promise<Methods> {
  const servers = [createServer(), createServer()] as const;
  await Promise.all(servers.map(listen));
  const { methods } = assemble(...servers, {});
  for (const server of servers) server.close();
  return methods;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

/** Every scope that opens the method; where it depends on the conversation, that of each kind. */
function scopesOf({ scopes = [] }: Method): readonly string[] {
  const all = typeof scopes === 'function' ? scopes({ args: {} } as MethodCall) : scopes;
  return [...all].sort();
}

it("asks for the scopes that Slack's method reference names", async ({ skip }) => {
  const reference = loadReference();
  if (reference === null)
    return skip('the reference is not on this machine (../shared/judges/slack-api-ref)');
  const methods = Object.entries(await methodsOfTheFake());
  const known = methods.filter(([name]) => reference.botScopes(name) !== null);
  expect(known.length).toBeGreaterThan(methods.length / 2);
  const asked = known.map(([name, method]) => [name, scopesOf(method)]);
  const named = known.map(([name]) => [name, NARROWER[name] ?? reference.botScopes(name)]);
  expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(named));
});
