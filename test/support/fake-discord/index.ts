import { createServer } from 'node:http';

import { FakeDiscord } from './fake-discord.ts';
import type { FakeDiscordOptions } from './assemble.ts';
import { loadSpec } from './spec.ts';

export type { FakeDiscordOptions } from './assemble.ts';
export type { FakeDiscord } from './fake-discord.ts';
export type { Ack, AckKind, FakeInteraction } from './interaction.ts';
export type { GuildOptions, UserOptions } from './builders.ts';
export type { ChannelOptions, Grant } from './channel-builders.ts';
export type { Mentions } from './mentions.ts';
export type { MovableClock } from '../fake-platform/stepping-clock.ts';
export type { OptionValue, OptionValues } from './command-options.ts';
export type { Fault, FaultHandle, RoutePattern } from './faults.ts';
export type { FileInput, StoredFile } from './media.ts';
export type { ModalValue, ModalValues } from './modal-values.ts';
export type { PermissionName } from './permissions.ts';
export type { PostOptions } from './post-message.ts';
export type { CapturedRequest } from './rest.ts';
export type { ChannelRecord, GuildRecord, MessageRecord } from './state.ts';
export type { FakeUser, Where } from './fake-user.ts';
export type { Severity, Violation } from './judge.ts';

/** Starts a Discord on 127.0.0.1: a gateway, the REST API and the CDN on one port. Close it after the test. */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const spec = await loadSpec();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new FakeDiscord(server, spec, options);
}
