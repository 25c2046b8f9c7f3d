import { MessageFlags } from 'discord-api-types/v10';

import { isRecord } from './components.ts';
import { discordError } from './discord-error.ts';
import type { AckKind, FakeInteraction, Interactions } from './interaction.ts';
import { FIRST_ANSWER_MS } from './interaction.ts';
import { answersInPrivate, requireAttachFiles, responseOf } from './interaction-answers.ts';
import { createMessage, editMessage, messageBody } from './messages.ts';
import { renderMessage } from './render-message.ts';
import type { MessageView } from './render-message.ts';
import { NO_CONTENT, ok } from './router.ts';
import type { RestAnswer, RestCall, Router } from './router.ts';

const KINDS: Readonly<Record<number, AckKind>> = {
  4: 'message',
  5: 'deferred_message',
  6: 'deferred_update',
  7: 'update',
  8: 'autocomplete',
  9: 'modal',
};

/** The first answer to an interaction: `POST /interactions/{id}/{token}/callback`. */
export function addInteractionRoutes(router: Router, view: MessageView, interactions: Interactions): void {
  const callback = async (call: RestCall): Promise<RestAnswer> => {
    const interaction = interactions.get(call.param('interaction_token'));
    if (interaction?.id !== call.param('interaction_id')) throw discordError('unknown_interaction');
    if (interaction.ack) throw discordError('already_acknowledged');
    if (interaction.ageMs > FIRST_ANSWER_MS) throw discordError('unknown_interaction');
    const body = isRecord(call.body) ? call.body : {};
    const kind = KINDS[Number(body['type'])] ?? 'message';
    const data = isRecord(body['data']) ? body['data'] : {};
    const sent = messageBody(data);
    const ephemeral =
      ((sent.flags ?? 0) & MessageFlags.Ephemeral) !== 0 || answersInPrivate(view, interaction);
    if (call.files.length > 0) requireAttachFiles(interaction);
    // Set before the work below: a second callback that arrives meanwhile must be refused.
    interaction.acknowledge(kind, data, ephemeral);
    if (kind === 'message' || kind === 'deferred_message') {
      const loading = kind === 'deferred_message';
      const message = await createMessage(view, {
        ...responseOf(view, interaction),
        body: loading ? {} : sent,
        uploads: loading ? [] : call.files,
        ephemeralFor: ephemeral ? interaction.user.id : null,
        loading,
      });
      interaction.originalId = message.id;
    } else if ((kind === 'update' || kind === 'deferred_update') && interaction.source) {
      interaction.originalId = interaction.source.id;
      if (kind === 'update') await editMessage(view, interaction.source, sent, call.files);
    }
    view.world.touch();
    return call.query.get('with_response') === 'true' ? ok(callbackObject(view, interaction)) : NO_CONTENT;
  };
  router.add('POST', '/interactions/{interaction_id}/{interaction_token}/callback', callback, 'token');
}

/** The answer to `with_response=true`. */
function callbackObject(view: MessageView, interaction: FakeInteraction): unknown {
  const message = interaction.response;
  const { ack, channel } = interaction;
  const about = {
    id: interaction.id,
    type: interaction.type,
    channel_id: channel.id,
    ...(channel.guildId === null ? {} : { guild_id: channel.guildId }),
  };
  if (!message || !ack) return { interaction: about };
  const isUpdate = ack.kind === 'update' || ack.kind === 'deferred_update';
  return {
    interaction: {
      ...about,
      response_message_id: message.id,
      response_message_loading: (message.flags & MessageFlags.Loading) !== 0,
      response_message_ephemeral: message.ephemeralFor !== null,
    },
    // Discord's specification knows no other types for a resource with a message than 4 and 7.
    resource: { type: isUpdate ? 7 : 4, message: renderMessage(view, message, true) },
  };
}
