import type {
  ClickedWire,
  MessagePageWire,
  PostedWire,
  PostWire,
  RoomEventWire,
  RoomWire,
} from '../../wire.ts';
import { get, newClientId, post } from './api.ts';
import { announcementOf } from './job-time.ts';
import { mergeMessages, withoutMessage } from './message-list.ts';
import { attempt, notify } from './notices.ts';
import { openRoomStream } from './room-stream.ts';
import * as state from './state.ts';
import { tuneClock } from './time.ts';

let closeStream = (): void => undefined;

export async function openRooms(): Promise<void> {
  state.rooms.value = await get<RoomWire[]>('/api/rooms');
  const wanted = decodeURIComponent(location.hash.slice(1));
  const room = state.rooms.value.find(({ id }) => id === wanted) ?? state.rooms.value[0];
  if (room) await openRoom(room.id);
}

export async function openRoom(room: string): Promise<void> {
  closeStream();
  state.roomId.value = room;
  state.messages.value = [];
  state.replyToId.value = null;
  history.replaceState(null, '', `#${encodeURIComponent(room)}`);
  await load(room);
}

export async function addRoom(name: string): Promise<void> {
  const room = await post<RoomWire>('/api/rooms', { name });
  if (!state.rooms.value.some(({ id }) => id === room.id)) state.rooms.value = [...state.rooms.value, room];
  await openRoom(room.id);
}

export async function loadOlder(): Promise<void> {
  const room = state.roomId.value;
  const before = state.messages.value[0]?.id;
  if (before === undefined) return;
  const page = await get<MessagePageWire>(`${pathOf(room)}/messages?before=${encodeURIComponent(before)}`);
  if (room !== state.roomId.value) return;
  state.messages.value = mergeMessages(state.messages.value, page.messages);
  state.hasOlder.value = page.hasMore;
}

/** @param clientId names this act: the same one again posts nothing twice. */
export async function send(message: Omit<PostWire, 'clientId'>, clientId: string): Promise<PostedWire> {
  return post<PostedWire>(`${pathOf(state.roomId.value)}/messages`, { ...message, clientId });
}

/** Does what a button under a message says. */
export async function click(
  token: string,
  messageId: string,
  room?: string,
): Promise<ClickedWire['outcome']> {
  const body = { token, clientId: newClientId(), ...(room === undefined ? {} : { room }) };
  const { outcome, text } = await post<ClickedWire>('/api/actions', body);
  if (text !== null) notify('info', text);
  if (outcome === 'ask_edit') startReply(messageId);
  return outcome;
}

export function startReply(messageId: string): void {
  state.panel.value = 'room';
  state.replyToId.value = messageId;
  document.getElementById('composer-text')?.focus();
}

async function load(room: string): Promise<void> {
  const page = await get<MessagePageWire>(`${pathOf(room)}/messages`);
  if (room !== state.roomId.value) return;
  state.messages.value = page.messages;
  state.hasOlder.value = page.hasMore;
  closeStream();
  closeStream = openRoomStream({
    room,
    lastEventId: page.lastEventId,
    onEvent: (event) => hear(room, event),
    onConnection: (isOpen) => {
      state.isConnected.value = isOpen;
    },
  });
}

function hear(room: string, event: RoomEventWire): void {
  switch (event.type) {
    case 'hello':
      tuneClock(event.serverTime);
      return;
    case 'message': {
      const known = state.messages.value;
      const words = announcementOf(
        known.find(({ id }) => id === event.message.id),
        event.message,
      );
      if (words !== null) state.announcement.value = words;
      state.messages.value = mergeMessages(known, [event.message]);
      return;
    }
    case 'removed':
      state.messages.value = withoutMessage(state.messages.value, event.messageId);
      return;
    case 'notice':
      notify(event.tone, event.text);
      return;
    case 'rooms':
      state.rooms.value = event.rooms;
      return;
    case 'reload':
      attempt(() => load(room));
      return;
  }
}

function pathOf(room: string): string {
  return `/api/rooms/${encodeURIComponent(room)}`;
}
