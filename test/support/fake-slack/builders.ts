import { slackFileIds } from './blocks.ts';
import { issueToken } from './installs.ts';
import type {
  ChannelKind,
  ChannelRecord,
  FileRecord,
  MessageRecord,
  TeamRecord,
  UserRecord,
  World,
} from './state.ts';

export interface TeamOptions {
  readonly name?: string;
  readonly scopes?: readonly string[];
  /** False: the app is not there yet; `approveInstall` brings it. */
  readonly installed?: boolean;
}

export interface UserOptions {
  readonly team?: TeamRecord;
  readonly displayName?: string;
  readonly locale?: string;
}

export interface ChannelOptions {
  readonly team?: TeamRecord;
  readonly kind?: Exclude<ChannelKind, 'im'>;
  readonly name?: string;
  /** Default true. */
  readonly botIsIn?: boolean;
  /** Slack Connect: the other workspaces that share it. */
  readonly sharedWith?: readonly TeamRecord[];
  readonly members?: readonly { readonly id: string }[];
}

export function makeTeam(world: World, options: TeamOptions): TeamRecord {
  const id = world.ids.next('T');
  const name = options.name ?? `Workspace ${id}`;
  const botUserId = world.ids.next('U');
  const team: TeamRecord = {
    id,
    name,
    domain: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${world.ids.serial()}`,
    botId: world.ids.next('B'),
    botUserId,
    botToken: '',
    scopes: new Set(options.scopes ?? []),
    installed: options.installed ?? true,
  };
  world.teams.set(id, team);
  const bot = {
    id: botUserId,
    teamId: id,
    name: 'imagine',
    displayName: 'Imagine',
    locale: 'en-US',
    isBot: true,
  };
  world.users.set(botUserId, bot);
  if (team.installed) issueToken(world, team);
  return team;
}

export function makeUser(world: World, team: TeamRecord, name: string, options: UserOptions): UserRecord {
  const user: UserRecord = {
    id: world.ids.next('U'),
    teamId: team.id,
    name,
    displayName: options.displayName ?? name,
    locale: options.locale ?? 'en-US',
    isBot: false,
  };
  world.users.set(user.id, user);
  return user;
}

export function makeChannel(world: World, team: TeamRecord, options: ChannelOptions): ChannelRecord {
  const kind = options.kind ?? 'public';
  const id = world.ids.next(kind === 'public' ? 'C' : 'G');
  const members = new Set((options.members ?? []).map((member) => member.id));
  if (options.botIsIn ?? true) members.add(team.botUserId);
  const channel: ChannelRecord = {
    id,
    kind,
    name: options.name ?? `channel-${world.ids.serial()}`,
    teamId: team.id,
    teamIds: [team.id, ...(options.sharedWith ?? []).map((other) => other.id)],
    creatorId: team.botUserId,
    createdAtMs: world.clock.now(),
    members,
    archived: false,
    postingRefusedWith: null,
  };
  world.channels.set(id, channel);
  return channel;
}

export function filesOf(world: World, message: MessageRecord): FileRecord[] {
  const shown = slackFileIds(message.blocks).flatMap((id) => world.files.get(id) ?? []);
  return [...new Set([...message.files, ...shown])];
}
