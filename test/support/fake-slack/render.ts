import { SECOND_MS } from '../../../src/core/time.ts';
import { fileIsReady } from './files.ts';
import type { Json } from './json.ts';
import type {
  ChannelRecord,
  FileRecord,
  MessageRecord,
  TeamRecord,
  UserRecord,
  ViewRecord,
  World,
} from './state.ts';

const FILE_TYPES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** The file as the API and events show it. `forBot`: `check_file_info` files are cut down to their id. */
export function fileObject(world: World, file: FileRecord, inEvent = false): Json {
  if (inEvent && file.accessCheck)
    return {
      id: file.id,
      mode: 'file_access',
      file_access: 'check_file_info',
      created: 0,
      timestamp: 0,
      user: '',
    };
  const seconds = Math.floor(file.createdAtMs / SECOND_MS);
  const ready = fileIsReady(world, file);
  const url = fileUrl(world, file);
  return {
    id: file.id,
    created: seconds,
    timestamp: seconds,
    name: file.name,
    title: file.title,
    mimetype: ready ? file.mimetype : '',
    filetype: ready ? (FILE_TYPES[file.mimetype] ?? 'binary') : '',
    pretty_type: ready ? (FILE_TYPES[file.mimetype] ?? 'Binary').toUpperCase() : '',
    user: file.userId,
    user_team: file.teamId,
    editable: false,
    size: file.bytes.byteLength,
    mode: file.mode,
    is_external: file.mode === 'external',
    external_type: file.mode === 'external' ? 'gdrive' : '',
    is_public: shareLists(world, file).channels.length > 0,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: url,
    ...(file.mode === 'hosted' ? { url_private_download: `${url}?download=1` } : {}),
    media_display_type: 'unknown',
    ...(ready && file.width !== null ? { original_w: file.width, original_h: file.height } : {}),
    ...(file.altTxt === null ? {} : { alt_txt: file.altTxt }),
    permalink: `https://${world.team(file.teamId).domain}.slack.com/files/${file.userId}/${file.id}/${file.name}`,
    has_rich_preview: false,
    file_access: 'visible',
    comments_count: 0,
    is_starred: false,
    ...(inEvent ? {} : { ...shareLists(world, file), shares: shares(world, file) }),
  };
}

export function fileUrl(world: World, file: FileRecord): string {
  if (file.externalUrl !== null) return file.externalUrl;
  return `http://${world.host}/files-pri/${file.teamId}-${file.id}/${encodeURIComponent(file.name)}`;
}

function shareLists(world: World, file: FileRecord): { channels: string[]; groups: string[]; ims: string[] } {
  const lists = { channels: [] as string[], groups: [] as string[], ims: [] as string[] };
  for (const { channelId } of file.shares) {
    const { kind } = world.channel(channelId);
    const list = kind === 'public' ? lists.channels : kind === 'im' ? lists.ims : lists.groups;
    if (!list.includes(channelId)) list.push(channelId);
  }
  return lists;
}

function shares(world: World, file: FileRecord): Json {
  const all: Record<'public' | 'private', Record<string, Json[]>> = { public: {}, private: {} };
  for (const { channelId, ts, threadTs } of file.shares) {
    const channel = world.channel(channelId);
    const side = all[channel.kind === 'public' ? 'public' : 'private'];
    (side[channelId] ??= []).push({
      ts,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
      channel_name: channel.name,
      team_id: file.teamId,
      share_user_id: file.userId,
      reply_users: [],
      reply_users_count: 0,
      reply_count: 0,
    });
  }
  return Object.fromEntries(Object.entries(all).filter(([, side]) => Object.keys(side).length > 0));
}

export function messageObject(world: World, message: MessageRecord, inEvent = false): Json {
  const replies = world
    .messagesIn(message.channelId)
    .filter(
      (other) => other.threadTs === message.ts && other.ts !== message.ts && other.ephemeralFor === null,
    );
  const last = replies.at(-1);
  return {
    type: 'message',
    ...(message.subtype === null ? {} : { subtype: message.subtype }),
    user: message.userId,
    ...(message.botId === null
      ? {}
      : {
          bot_id: message.botId,
          app_id: world.appId,
          bot_profile: { id: message.botId, app_id: world.appId },
        }),
    text: message.text,
    ts: message.ts,
    team: message.teamId,
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(last
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          latest_reply: last.ts,
          reply_users: [last.userId],
        }
      : {}),
    ...(message.blocks.length === 0 ? {} : { blocks: shownBlocks(world, message) }),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(message.files.length === 0
      ? {}
      : { files: message.files.map((file) => fileObject(world, file, inEvent)), upload: false }),
    ...(message.metadata === null ? {} : { metadata: message.metadata }),
    ...(message.editedAtMs === null
      ? {}
      : { edited: { user: message.userId, ts: `${Math.floor(message.editedAtMs / SECOND_MS)}.000000` } }),
  };
}

/** Slack answers image blocks with the whole file in them: that is why echoing received blocks fails. */
function shownBlocks(world: World, message: MessageRecord): Json[] {
  return message.blocks.map((block) => {
    const named = block['type'] === 'image' ? block['slack_file'] : undefined;
    const id = typeof named === 'object' && named !== null && 'id' in named ? String(named.id) : '';
    const file = world.files.get(id);
    if (!file) return block;
    const { slack_file: _own, ...rest } = block;
    return { ...rest, slack_file: fileObject(world, file), is_animated: false };
  });
}

export function channelObject(world: World, channel: ChannelRecord, teamId: string): Json {
  const isIm = channel.kind === 'im';
  const team = world.team(teamId);
  const seconds = Math.floor(channel.createdAtMs / SECOND_MS);
  const shared = channel.teamIds.length > 1;
  const person = [...channel.members].find((id) => id !== team.botUserId) ?? '';
  const base = {
    id: channel.id,
    created: seconds,
    is_archived: channel.archived,
    is_im: isIm,
    is_org_shared: false,
  };
  if (isIm) return { ...base, user: person, is_user_deleted: false, priority: 0 };
  return {
    ...base,
    name: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_member: channel.members.has(team.botUserId),
    creator: channel.creatorId,
    name_normalized: channel.name,
    context_team_id: teamId,
    shared_team_ids: channel.teamIds,
    num_members: channel.members.size,
  };
}

export function userObject(user: UserRecord): Json {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: false,
    real_name: user.displayName,
    is_bot: user.isBot,
    locale: user.locale,
    tz: 'Europe/Berlin',
    profile: { real_name: user.displayName, display_name: user.displayName, team: user.teamId },
  };
}

export function viewObject(world: World, view: ViewRecord, state: Json = {}): Json {
  const team: TeamRecord = world.team(view.teamId);
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    submit: null,
    close: null,
    ...view.content,
    id: view.id,
    team_id: view.teamId,
    app_id: world.appId,
    app_installed_team_id: view.teamId,
    bot_id: team.botId,
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    state: { values: state },
  };
}

export function permalink(world: World, message: MessageRecord, teamId: string): string {
  const name = `p${message.ts.replace('.', '')}`;
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${message.channelId}`;
  return `https://${world.team(teamId).domain}.slack.com/archives/${message.channelId}/${name}${thread}`;
}
