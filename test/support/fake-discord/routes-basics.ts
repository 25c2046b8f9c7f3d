import type { APIApplicationCommand } from 'discord-api-types/v10';
import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';

import { isRecord, withoutNulls } from './components.ts';
import { discordError } from './discord-error.ts';
import type { Gateway } from './gateway.ts';
import { applicationObject, channelObject, guildMember, guildObject } from './objects.ts';
import { isThread, may } from './permissions.ts';
import { NO_CONTENT, ok } from './router.ts';
import type { RestAnswer, RestCall, Router } from './router.ts';
import type { ChannelRecord, GuildRecord, World } from './state.ts';

export interface BasicsOptions {
  readonly world: World;
  readonly gateway: Gateway;
  readonly gatewayUrl: () => string;
  readonly recommendedShards: number;
  readonly openDm: (userId: string) => ChannelRecord;
}

/** IDENTIFYs a day before Discord resets the token. */
const IDENTIFIES_A_DAY = 1000;

/** The gateway's address, the application, commands, people, guilds and channels. */
export function addBasicRoutes(router: Router, options: BasicsOptions): void {
  const { world, gateway } = options;
  const bot = (): unknown => ({
    ...world.bot.api,
    verified: true,
    mfa_enabled: true,
    email: null,
    locale: 'en-US',
  });
  router
    .add('GET', '/gateway', () => ok({ url: options.gatewayUrl() }))
    .add('GET', '/gateway/bot', () =>
      ok({
        url: options.gatewayUrl(),
        shards: options.recommendedShards,
        session_start_limit: {
          total: IDENTIFIES_A_DAY,
          remaining: Math.max(0, IDENTIFIES_A_DAY - gateway.identifies),
          reset_after: 0,
          max_concurrency: 1,
        },
      }),
    )
    .add('GET', '/applications/@me', () => ok(applicationObject(world)))
    .add('GET', '/oauth2/applications/@me', () => ok(applicationObject(world)))
    .add('GET', '/users/@me', () => ok(bot()))
    .add('GET', '/users/{user_id}', (call) => ok(world.user(call.param('user_id')).api));
  addCommandRoutes(router, world);
  addGuildRoutes(router, world);
  addChannelRoutes(router, options);
}

function addCommandRoutes(router: Router, world: World): void {
  const key = (call: RestCall): string => call.param('guild_id') || 'global';
  const read = (call: RestCall): RestAnswer => {
    ownApplication(world, call);
    return ok(world.commands.get(key(call)) ?? []);
  };
  const overwrite = (call: RestCall): RestAnswer => {
    ownApplication(world, call);
    const guildId = call.param('guild_id');
    if (guildId && !joinedGuild(world, guildId)) throw discordError('missing_access');
    const sent = Array.isArray(call.body) ? call.body.filter(isRecord) : [];
    const commands = sent.map((command) => commandObject(world, command, guildId));
    world.commands.set(key(call), commands);
    world.touch();
    return ok(commands);
  };
  const global = '/applications/{application_id}/commands';
  const inGuild = '/applications/{application_id}/guilds/{guild_id}/commands';
  for (const path of [global, inGuild]) router.add('GET', path, read).add('PUT', path, overwrite);
}

function ownApplication(world: World, call: RestCall): void {
  if (call.param('application_id') !== world.applicationId) throw discordError('missing_access');
}

function commandObject(world: World, sent: Record<string, unknown>, guildId: string): APIApplicationCommand {
  const everywhere = { contexts: [0, 1, 2], integration_types: [0], dm_permission: true };
  return {
    ...(guildId ? { guild_id: guildId } : everywhere),
    type: 1,
    description: '',
    nsfw: false,
    ...withoutNulls(sent),
    default_member_permissions: sent['default_member_permissions'] ?? null,
    id: world.ids.next(),
    application_id: world.applicationId,
    version: world.ids.next(),
  } as unknown as APIApplicationCommand;
}

function joinedGuild(world: World, guildId: string): GuildRecord | null {
  const guild = world.guilds.get(guildId);
  return guild?.botJoined ? guild : null;
}

function addGuildRoutes(router: Router, world: World): void {
  const guildOf = (call: RestCall): GuildRecord => {
    const guild = joinedGuild(world, call.param('guild_id'));
    if (!guild) throw discordError('missing_access');
    return guild;
  };
  const channelsOf = (guild: GuildRecord): ChannelRecord[] =>
    [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  router
    .add('GET', '/users/@me/guilds', () =>
      ok(
        [...world.guilds.values()].filter(({ botJoined }) => botJoined).map(({ id, name }) => ({ id, name })),
      ),
    )
    .add('GET', '/guilds/{guild_id}', (call) => ok(guildObject(guildOf(call))))
    .add('GET', '/guilds/{guild_id}/channels', (call) =>
      ok(
        channelsOf(guildOf(call))
          .filter((channel) => !isThread(channel))
          .map((channel) => channelObject(world, channel)),
      ),
    )
    .add('GET', '/guilds/{guild_id}/threads/active', (call) => {
      const active = channelsOf(guildOf(call)).filter((channel) => channel.thread?.archived === false);
      return ok({ threads: active.map((channel) => channelObject(world, channel)), members: [] });
    })
    .add('GET', '/guilds/{guild_id}/roles', (call) => ok([...guildOf(call).roles.values()]))
    .add('GET', '/guilds/{guild_id}/members/{user_id}', (call) => {
      const member = guildOf(call).members.get(call.param('user_id'));
      if (!member) throw discordError('unknown_member');
      return ok(guildMember(world, member));
    });
}

function addChannelRoutes(router: Router, { world, openDm }: BasicsOptions): void {
  const channelOf = (call: RestCall): ChannelRecord => {
    const channel = world.channel(call.param('channel_id'));
    if (!channel.botIsIn || !may(world, channel, world.bot.id, 'ViewChannel'))
      throw discordError('missing_access');
    return channel;
  };
  router
    .add('GET', '/channels/{channel_id}', (call) => ok(channelObject(world, channelOf(call))))
    .add('PATCH', '/channels/{channel_id}', (call) => {
      const channel = channelOf(call);
      const archived = isRecord(call.body) ? call.body['archived'] : undefined;
      if (!channel.thread || typeof archived !== 'boolean') throw discordError('missing_permissions');
      channel.thread.archived = archived;
      channel.thread.archivedAtMs = world.clock.now();
      const data = channelObject(world, channel);
      world.emit({
        name: 'THREAD_UPDATE',
        guildId: channel.guildId,
        intent: GatewayIntentBits.Guilds,
        data: () => data,
      });
      return ok(data);
    })
    .add('POST', '/channels/{channel_id}/typing', (call) => {
      channelOf(call);
      return NO_CONTENT;
    })
    .add('PUT', '/channels/{channel_id}/thread-members/@me', (call) => {
      if (channelOf(call).thread?.archived) throw discordError('thread_archived');
      return NO_CONTENT;
    })
    .add('POST', '/users/@me/channels', (call) => {
      const recipient = isRecord(call.body) ? String(call.body['recipient_id']) : '';
      world.user(recipient);
      const channel = openDm(recipient);
      if (channel.type !== ChannelType.DM) throw discordError('unknown_channel');
      return ok(channelObject(world, channel));
    });
}
