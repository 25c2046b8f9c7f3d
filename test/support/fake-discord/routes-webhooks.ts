import { MessageFlags } from 'discord-api-types/v10';

import { discordError } from './discord-error.ts';
import type { FakeInteraction, Interactions } from './interaction.ts';
import { TOKEN_LIFETIME_MS } from './interaction.ts';
import { answersInPrivate, requireAttachFiles, responseOf } from './interaction-answers.ts';
import { createMessage, deleteMessage, editMessage, messageBody } from './messages.ts';
import { renderMessage } from './render-message.ts';
import type { MessageView } from './render-message.ts';
import { NO_CONTENT, ok } from './router.ts';
import type { RestAnswer, RestCall, Router } from './router.ts';
import type { MessageRecord } from './state.ts';

/** Discord's reference, "Create Followup Message": apps that are only installed by the user may send five. */
const USER_INSTALL_FOLLOW_UPS = 5;

/** Edits and follow-ups by the token of an interaction: `/webhooks/{application}/{token}/…`. */
export function addWebhookRoutes(router: Router, view: MessageView, interactions: Interactions): void {
  const { world } = view;

  const interactionOf = (call: RestCall): FakeInteraction => {
    if (call.param('webhook_id') !== world.applicationId) throw discordError('unknown_webhook');
    const interaction = interactions.get(call.param('webhook_token'));
    if (!interaction || interaction.ageMs >= TOKEN_LIFETIME_MS) throw discordError('invalid_webhook_token');
    if (!interaction.ack) throw discordError('unknown_webhook');
    return interaction;
  };

  const messageOf = (call: RestCall): { interaction: FakeInteraction; message: MessageRecord } => {
    const interaction = interactionOf(call);
    const id = call.param('message_id') || interaction.originalId;
    const isOwn = id !== null && (id === interaction.originalId || interaction.followUpIds.includes(id));
    const message = isOwn ? world.messages.get(id) : undefined;
    if (!message || message.deleted) throw discordError('unknown_message');
    return { interaction, message };
  };

  const read = (call: RestCall): RestAnswer => ok(renderMessage(view, messageOf(call).message, true));

  const edit = async (call: RestCall): Promise<RestAnswer> => {
    const { interaction, message } = messageOf(call);
    if (interaction.channel.thread?.archived) throw discordError('thread_archived');
    if (call.files.length > 0) requireAttachFiles(interaction);
    await editMessage(view, message, messageBody(call.body), call.files);
    return ok(renderMessage(view, message, true));
  };

  const remove = (call: RestCall): RestAnswer => {
    deleteMessage(view, messageOf(call).message);
    return NO_CONTENT;
  };

  const followUp = async (call: RestCall): Promise<RestAnswer> => {
    const interaction = interactionOf(call);
    const body = messageBody(call.body);
    if (call.files.length > 0) requireAttachFiles(interaction);
    const original = interaction.response;
    // The first follow-up after a defer fills the deferred message, ephemeral or not as that one is.
    if (original && (original.flags & MessageFlags.Loading) !== 0) {
      await editMessage(view, original, body, call.files);
      return ok(renderMessage(view, original, true));
    }
    if (interaction.userInstallOnly && interaction.followUpIds.length >= USER_INSTALL_FOLLOW_UPS)
      throw discordError('too_many_follow_ups');
    const ephemeral =
      ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0 || answersInPrivate(view, interaction);
    const { metadata, originalId, user } = interaction;
    const message = await createMessage(view, {
      ...responseOf(view, interaction),
      type: 0,
      body,
      uploads: call.files,
      ephemeralFor: ephemeral ? user.id : null,
      interaction:
        metadata && originalId ? { ...metadata, original_response_message_id: originalId } : metadata,
    });
    interaction.followUpIds.push(message.id);
    world.touch();
    return ok(renderMessage(view, message, true));
  };

  const base = '/webhooks/{webhook_id}/{webhook_token}';
  for (const path of [`${base}/messages/@original`, `${base}/messages/{message_id}`])
    router
      .add('GET', path, read, 'token')
      .add('PATCH', path, edit, 'token')
      .add('DELETE', path, remove, 'token');
  router.add('POST', base, followUp, 'token');
}
