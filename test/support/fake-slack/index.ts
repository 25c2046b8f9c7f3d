import { createServer } from 'node:http';
import type { Server } from 'node:http';

import type { FakeSlackOptions } from './assemble.ts';
import { FakeSlack } from './fake-slack.ts';

export type { FakeSlackOptions } from './assemble.ts';
export type { ChannelOptions, TeamOptions, UserOptions } from './builders.ts';
export type { MovableClock } from '../fake-platform/stepping-clock.ts';
export type { Ack, Delivery, DeliveryType } from './deliveries.ts';
export type { FakeSlack } from './fake-slack.ts';
export type { FakeUser, PostOptions } from './fake-user.ts';
export type { Fault, FaultHandle, FaultLike } from './faults.ts';
export type { FileInput, Readiness } from './files.ts';
export type { FakeInteraction } from './interaction.ts';
export type { Severity, Violation } from './judge.ts';
export type { MethodLimit } from './limits.ts';
export type { Mentions } from './mentions.ts';
export type { ChannelRecord, FileRecord, MessageRecord, TeamRecord, ViewRecord } from './state.ts';
export type { ViewValue, ViewValues } from './view-values.ts';
export type { CapturedCall } from './web-api.ts';

/** Starts a Slack on 127.0.0.1: Web API, files, Socket Mode, and all that people do. Close it after the test. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const [server, external] = await Promise.all([listening(), listening()]);
  return new FakeSlack(server, external, options);
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
