import { action, common, FakeInteraction } from './interaction.ts';
import type { Who } from './interaction.ts';
import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';
import { viewObject } from './render.ts';
import type { ViewRecord } from './state.ts';
import { addView, changeView, checkedView, newTrigger, stackOf } from './views.ts';
import type { Parts } from './web-api.ts';

/** A use of an element in a modal, or in App Home. */
export function viewAction(
  parts: Parts,
  who: Who,
  view: ViewRecord,
  element: Json,
  extra: Json,
  state: Json,
): FakeInteraction {
  const triggerId = newTrigger(parts, who.team.id, who.user.id, view.id);
  const payload = {
    ...common(parts, who, triggerId),
    type: 'block_actions',
    container: { type: 'view', view_id: view.id },
    view: viewFor(parts, view, state),
    actions: [action(parts, element, extra)],
  };
  return new FakeInteraction(parts, parts.deliveries.send('interactive', payload), triggerId, null);
}

function viewFor(parts: Parts, view: ViewRecord, state: Json): Json {
  return viewObject(parts.world, view, state);
}

export function viewSubmission(
  parts: Parts,
  who: Who,
  view: ViewRecord,
  state: Json,
  response: readonly Json[],
): FakeInteraction {
  const triggerId = newTrigger(parts, who.team.id, who.user.id, view.id);
  const payload = {
    ...common(parts, who, triggerId),
    type: 'view_submission',
    view: viewFor(parts, view, state),
    response_urls: response,
  };
  const delivery = parts.deliveries.send('interactive', payload, (ack) =>
    takeAnswer(parts, who, view, ack.payload),
  );
  return new FakeInteraction(parts, delivery, triggerId, null);
}

export function viewClosed(parts: Parts, who: Who, view: ViewRecord): FakeInteraction {
  view.open = false;
  const { trigger_id: _none, ...base } = common(parts, who, '');
  const payload = { ...base, type: 'view_closed', view: viewFor(parts, view, {}), is_cleared: false };
  return new FakeInteraction(parts, parts.deliveries.send('interactive', payload), '', null);
}

/** What the acknowledgement of a submission does to the modal (Slack's documentation, "Modals"). */
function takeAnswer(parts: Parts, who: Who, view: ViewRecord, answer: Json): void {
  const method = 'view_submission';
  const next = (): Json => checkedView(parts, who.team, answer['view'], 'modal', method);
  switch (answer['response_action']) {
    case undefined:
      view.open = false;
      return;
    case 'clear':
      for (const other of stackOf(parts, view.rootId)) other.open = false;
      return;
    case 'update':
      changeView(parts, view, next());
      return;
    case 'push':
      addView(parts, { teamId: who.team.id, userId: who.user.id, type: 'modal', below: view }, next());
      return;
    case 'errors':
      for (const blockId of Object.keys(isRecord(answer['errors']) ? answer['errors'] : {}))
        if (
          !records(view.content['blocks']).some(
            (block) => block['block_id'] === blockId && block['type'] === 'input',
          )
        )
          parts.judge.note(
            { method, args: answer },
            `errors names ${blockId}, which is no input block of the modal`,
          );
      return;
    default:
      parts.judge.note(
        { method, args: answer },
        `unknown response_action: ${String(answer['response_action'])}`,
      );
  }
}
