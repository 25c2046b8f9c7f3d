import { SECOND_MS } from '../../../src/core/time.ts';
import { checkText, Findings } from './block-rules.ts';
import { isRecord, text } from './json.ts';
import type { Json } from './json.ts';
import { problemsIn, publicWords } from './message-blocks.ts';
import { withBlockIds } from './messages.ts';
import { invalid, SlackError } from './slack-error.ts';
import type { TeamRecord, Trigger, ViewRecord } from './state.ts';
import type { MethodCall, Parts } from './web-api.ts';

/** A trigger is good once, and for three seconds (Slack's documentation). */
const TRIGGER_LIFETIME_MS = 3 * SECOND_MS;
/** Slack's reference, "Views". */
const TITLE = 24;
const METADATA = 3000;
const CALLBACK = 255;
/** Slack's documentation of modals: so many views may lie on each other. */
export const STACK = 3;

const FIELDS = {
  modal: [
    'type',
    'title',
    'blocks',
    'close',
    'submit',
    'private_metadata',
    'callback_id',
    'clear_on_close',
    'notify_on_close',
    'external_id',
    'submit_disabled',
  ],
  home: ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'],
} as const;

export function newTrigger(
  parts: Parts,
  teamId: string,
  userId: string,
  viewId: string | null = null,
): string {
  const { world } = parts;
  const id = `${world.ids.serial()}.${world.ids.serial()}.${crypto.randomUUID().replaceAll('-', '')}`;
  world.triggers.set(id, {
    id,
    teamId,
    userId,
    createdAtMs: world.clock.now(),
    viewId,
    used: false,
    openedViewId: null,
  });
  return id;
}

/** Uses a trigger up. */
export function exchangeTrigger(parts: Parts, call: MethodCall): Trigger {
  const { world } = parts;
  const trigger = world.triggers.get(text(call.args, 'trigger_id') ?? '');
  if (trigger?.teamId !== call.team.id) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (world.clock.now() > trigger.createdAtMs + TRIGGER_LIFETIME_MS)
    throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

/** What Slack would refuse in a view; the files of its images are looked at as in messages. */
export function viewProblems(parts: Parts, team: TeamRecord, view: Json, type: 'modal' | 'home'): string[] {
  const found = new Findings();
  if (view['type'] !== type) found.add(`type must be ${type}`, '/view/type');
  found.only(view, FIELDS[type], '/view');
  if (type === 'modal') {
    checkText(found, view['title'], TITLE, '/view/title', 'plain_text');
    for (const name of ['close', 'submit'])
      if (view[name] !== undefined) checkText(found, view[name], TITLE, `/view/${name}`, 'plain_text');
    const hasInput = Array.isArray(view['blocks']) && view['blocks'].some(isInput);
    if (hasInput && view['submit'] === undefined) found.add('a view with inputs needs submit', '/view');
  }
  const metadata = view['private_metadata'];
  if (metadata !== undefined && (typeof metadata !== 'string' || metadata.length > METADATA))
    found.add(`must be at most ${METADATA} characters`, '/view/private_metadata');
  found.optionalLength(view['callback_id'], CALLBACK, '/view/callback_id');
  return [...found.problems, ...problemsIn(parts, team, view['blocks'], type)];
}

function isInput(block: unknown): boolean {
  return isRecord(block) && block['type'] === 'input';
}

export interface ViewPlace {
  readonly teamId: string;
  readonly userId: string;
  readonly type: 'modal' | 'home';
  /** The view below, of a stack. */
  readonly below?: ViewRecord | null;
}

/** @throws SlackError `invalid_arguments`, with a violation for each mistake. */
export function checkedView(
  parts: Parts,
  team: TeamRecord,
  view: unknown,
  type: 'modal' | 'home',
  method: string,
): Json {
  if (!isRecord(view)) throw new SlackError('invalid_arguments');
  const problems = viewProblems(parts, team, view, type);
  for (const problem of problems) parts.judge.note({ method, args: { view } }, problem);
  if (problems.length > 0) throw invalid('invalid_arguments', problems.map(publicWords));
  const blocks = Array.isArray(view['blocks']) ? view['blocks'].filter(isRecord) : [];
  return { ...structuredClone(view), blocks: withBlockIds(parts.world, blocks) };
}

export function addView(parts: Parts, place: ViewPlace, content: Json): ViewRecord {
  const { world } = parts;
  const id = world.ids.next('V');
  const view: ViewRecord = {
    id,
    teamId: place.teamId,
    userId: place.userId,
    type: place.type,
    rootId: place.below?.rootId ?? id,
    previousId: place.below?.id ?? null,
    content,
    hash: newHash(parts),
    open: true,
  };
  world.views.set(id, view);
  world.touch();
  return view;
}

export function newHash(parts: Parts): string {
  return `${Math.floor(parts.world.clock.now() / SECOND_MS)}.h${parts.world.ids.serial()}`;
}

export function changeView(parts: Parts, view: ViewRecord, content: Json): void {
  view.content = content;
  view.hash = newHash(parts);
  parts.world.touch();
}

/** The views that lie on each other, from the first to the one on top. */
export function stackOf(parts: Parts, rootId: string): ViewRecord[] {
  return [...parts.world.views.values()].filter((view) => view.open && view.rootId === rootId);
}
