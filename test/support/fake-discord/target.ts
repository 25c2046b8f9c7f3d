import { isRecord } from './components.ts';
import type { Interactions } from './interaction.ts';
import type { MessageTarget } from './judge-message.ts';
import { isV2 } from './render-message.ts';
import type { RestCall } from './router.ts';
import type { MessageRecord, World } from './state.ts';

/** Callback type 7, UPDATE_MESSAGE. */
const UPDATE = 7;

/** Finds the message that a request edits, for rules that depend on what it was before. */
export function targetOf(world: World, interactions: Interactions): (call: RestCall) => MessageTarget | null {
  const find = (call: RestCall): MessageRecord | null | undefined => {
    const callback = interactions.get(call.param('interaction_token'));
    if (callback) return isRecord(call.body) && call.body['type'] === UPDATE ? callback.source : null;
    const interaction = interactions.get(call.param('webhook_token'));
    if (interaction && call.method === 'PATCH')
      return world.messages.get(call.param('message_id') || (interaction.originalId ?? ''));
    return call.method === 'PATCH' ? world.messages.get(call.param('message_id')) : null;
  };
  return (call) => {
    const message = find(call);
    if (!message || message.deleted) return null;
    return {
      isV2: isV2(message),
      hasContentOrEmbeds: message.content !== '' || message.embeds.length > 0,
      files: message.files,
    };
  };
}
