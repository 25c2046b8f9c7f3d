import { isRecord } from './components.ts';
import { judgeCommands } from './judge-commands.ts';
import { judgeMessage, judgeModal } from './judge-message.ts';
import type { MessageTarget } from './judge-message.ts';
import type { RestCall } from './router.ts';
import { problemsOf } from './spec.ts';
import type { Spec } from './spec.ts';

/**
 * `refused`: Discord answers 400, and so does the fake. `ignored`: Discord would let it pass silently (an unknown field, a file that
 * nothing shows). `house`: fine for Discord, against our own rules (mentions must always be restricted).
 */
export type Severity = 'refused' | 'ignored' | 'house';

export interface Finding {
  readonly severity: Severity;
  readonly problem: string;
}

export interface Violation extends Finding {
  /** `METHOD path` of the request. */
  readonly request: string;
  readonly body: unknown;
}

export interface JudgeOptions {
  readonly strict: Spec;
  readonly loose: Spec;
  /** The most that one file may have, in bytes. */
  readonly fileLimitBytes: number;
  /** The message that a call edits, if it is there. */
  readonly targetOf: (call: RestCall) => MessageTarget | null;
}

const CALLBACK = '/interactions/{interaction_id}/{interaction_token}/callback';
const WEBHOOK = '/webhooks/{webhook_id}/{webhook_token}';

/** The specification's request schema of each route with a body that a bot of ours may call. */
const SCHEMAS: Readonly<Record<string, string>> = {
  'POST /channels/{channel_id}/messages': 'MessageCreateRequest',
  'PATCH /channels/{channel_id}/messages/{message_id}': 'MessageEditRequestPartial',
  [`POST ${WEBHOOK}`]: 'IncomingWebhookInteractionRequest',
  [`PATCH ${WEBHOOK}/messages/@original`]: 'IncomingWebhookUpdateForInteractionCallbackRequestPartial',
  [`PATCH ${WEBHOOK}/messages/{message_id}`]: 'IncomingWebhookUpdateForInteractionCallbackRequestPartial',
  'POST /users/@me/channels': 'CreatePrivateChannelRequest',
};
const CALLBACK_SCHEMAS: Readonly<Record<number, string>> = {
  4: 'CreateMessageInteractionCallbackRequest',
  5: 'CreateMessageInteractionCallbackRequest',
  6: 'UpdateMessageInteractionCallbackRequest',
  7: 'UpdateMessageInteractionCallbackRequest',
  8: 'ApplicationCommandAutocompleteCallbackRequest',
  9: 'ModalInteractionCallbackRequest',
};
/** discord.js adds these to every message, also where the specification does not list them. */
const TOLERATED_FIELDS = ['tts', 'nonce', 'enforce_nonce'];

/** Looks at every request body: Discord's specification in strict mode, and the rules that it does not write down. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly #options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Records what is wrong, and returns what Discord would refuse it for: null when nothing. */
  check(call: RestCall, formProblems: readonly string[]): string[] | 'too_large' | null {
    const findings: Finding[] = formProblems.map((problem) => ({ severity: 'refused', problem }));
    const tooLarge = call.files.filter((file) => file.bytes.byteLength > this.#options.fileLimitBytes);
    for (const file of tooLarge)
      findings.push({ severity: 'refused', problem: `file ${file.name} has ${file.bytes.byteLength} bytes` });
    if (call.template.endsWith('/commands') && call.method === 'PUT') findings.push(...this.#commands(call));
    else if (call.body !== undefined || call.files.length > 0) findings.push(...this.#body(call));

    const request = `${call.method} ${call.path}`;
    for (const finding of findings) this.violations.push({ ...finding, request, body: call.body });
    if (tooLarge.length > 0) return 'too_large';
    const refused = findings.filter(({ severity }) => severity === 'refused');
    return refused.length > 0 ? refused.map(({ problem }) => problem) : null;
  }

  #body(call: RestCall): Finding[] {
    const body = call.body ?? {};
    if (!isRecord(body)) return [{ severity: 'refused', problem: '(body): not an object' }];
    if (call.template === CALLBACK) return this.#callback(call, body);
    const name = SCHEMAS[`${call.method} ${call.template}`];
    if (name === undefined) return [];
    const isCreate = name === 'MessageCreateRequest';
    const findings = this.#compare(name, isCreate ? body : without(body, TOLERATED_FIELDS));
    if (name === 'CreatePrivateChannelRequest') return findings;
    return [...findings, ...judgeMessage(body, call.files, this.#options.targetOf(call))];
  }

  #callback(call: RestCall, body: Record<string, unknown>): Finding[] {
    const type = typeof body['type'] === 'number' ? body['type'] : -1;
    const name = CALLBACK_SCHEMAS[type];
    if (name === undefined)
      return [{ severity: 'refused', problem: `type: ${type} is no callback of a gateway bot` }];
    const data = isRecord(body['data']) ? body['data'] : undefined;
    const plain = data ? { ...body, data: without(data, TOLERATED_FIELDS) } : body;
    const findings = this.#compare(name, plain);
    if (type === 9) return [...findings, ...judgeModal(data ?? {})];
    if (type !== 4 && type !== 7) return findings;
    return [...findings, ...judgeMessage(data ?? {}, call.files, this.#options.targetOf(call))];
  }

  #commands(call: RestCall): Finding[] {
    if (!Array.isArray(call.body))
      return [{ severity: 'refused', problem: '(body): not a list of commands' }];
    const commands = call.body.filter(isRecord);
    const findings = commands.flatMap((command, at) => {
      // The specification wants a number where the API answers, and takes, a string of digits.
      const permissions = command['default_member_permissions'];
      const plain = without(command, ['nsfw']);
      if (typeof permissions === 'string') plain['default_member_permissions'] = Number(permissions);
      return this.#compare('ApplicationCommandUpdateRequest', plain).map((finding) => ({
        ...finding,
        problem: `${at}.${finding.problem}`,
      }));
    });
    return [...findings, ...judgeCommands(commands, call.template.includes('{guild_id}'))];
  }

  #compare(name: string, body: unknown): Finding[] {
    const refused = problemsOf(this.#options.loose.schema(name), body);
    if (refused.length > 0) return refused.map((problem) => ({ severity: 'refused', problem }));
    const strict = problemsOf(this.#options.strict.schema(name), body);
    return strict.map((problem) => ({ severity: 'ignored', problem }));
  }
}

function without(body: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !fields.includes(name)));
}
