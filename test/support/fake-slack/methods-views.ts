import { text } from './json.ts';
import { viewObject } from './render.ts';
import { SlackError } from './slack-error.ts';
import type { ViewRecord } from './state.ts';
import { addView, changeView, checkedView, exchangeTrigger, stackOf, STACK } from './views.ts';
import type { MethodCall, Methods, Parts } from './web-api.ts';

export function viewMethods(parts: Parts): Methods {
  const { world } = parts;

  const mineToChange = (call: MethodCall): ViewRecord => {
    const id = text(call.args, 'view_id');
    const external = text(call.args, 'external_id');
    const view = [...world.views.values()].find(
      (other) => other.id === id || (external !== undefined && other.content['external_id'] === external),
    );
    if (!view?.open || view.teamId !== call.team.id) throw new SlackError('not_found');
    const hash = text(call.args, 'hash');
    if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
    return view;
  };

  return {
    'views.open': {
      run(call) {
        // The trigger is used up first: a view that is refused costs it all the same (observed).
        const trigger = exchangeTrigger(parts, call);
        const content = checkedView(parts, call.team, call.args['view'], 'modal', call.method);
        const view = addView(parts, { teamId: call.team.id, userId: trigger.userId, type: 'modal' }, content);
        trigger.openedViewId = view.id;
        return { view: viewObject(world, view) };
      },
    },
    'views.push': {
      run(call) {
        const trigger = exchangeTrigger(parts, call);
        const { viewId } = trigger;
        const below = viewId === null ? undefined : world.views.get(viewId);
        if (!below?.open) throw new SlackError('not_found');
        if (stackOf(parts, below.rootId).length >= STACK) throw new SlackError('push_limit_reached');
        const content = checkedView(parts, call.team, call.args['view'], 'modal', call.method);
        const view = addView(
          parts,
          { teamId: call.team.id, userId: trigger.userId, type: 'modal', below },
          content,
        );
        trigger.openedViewId = view.id;
        return { view: viewObject(world, view) };
      },
    },
    'views.update': {
      run(call) {
        const view = mineToChange(call);
        changeView(parts, view, checkedView(parts, call.team, call.args['view'], view.type, call.method));
        return { view: viewObject(world, view) };
      },
    },
    'views.publish': {
      run(call) {
        const userId = text(call.args, 'user_id') ?? '';
        if (world.users.get(userId)?.teamId !== call.team.id) throw new SlackError('user_not_found');
        const content = checkedView(parts, call.team, call.args['view'], 'home', call.method);
        const known = [...world.views.values()].find(
          (view) => view.type === 'home' && view.userId === userId && view.teamId === call.team.id,
        );
        const hash = text(call.args, 'hash');
        if (known && hash !== undefined && hash !== known.hash) throw new SlackError('hash_conflict');
        if (known) changeView(parts, known, content);
        const view = known ?? addView(parts, { teamId: call.team.id, userId, type: 'home' }, content);
        return { view: viewObject(world, view) };
      },
    },
  };
}
