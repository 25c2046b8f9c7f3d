import type { FakeSettings } from './settings.ts';
import type { Deliveries } from './deliveries.ts';
import type { Json } from './json.ts';
import type { Judge } from './judge.ts';
import type { Limits } from './limits.ts';
import { SlackError } from './slack-error.ts';
import type { TeamRecord, World } from './state.ts';

/** One call of the Web API that reached the server, with what came of it. */
export interface CapturedCall {
  readonly method: string;
  /** As they mean: JSON in a form is parsed, `true` and `false` are booleans. Without the token. */
  readonly args: Json;
  readonly token: string | null;
  readonly teamId: string | null;
  /** On the fake's clock. */
  readonly at: number;
  /** Null while there is no answer, or when none was given. */
  status: number | null;
  answer: Json | null;
  /** The error code of the answer, or null. */
  error: string | null;
}

export interface MethodCall {
  readonly method: string;
  readonly args: Json;
  readonly team: TeamRecord;
  /** How the arguments arrived: some methods read forms only. */
  readonly sentAs: 'form' | 'json';
}

export interface Method {
  readonly auth?: 'bot' | 'app' | 'none';
  /** Any of these is enough. */
  readonly scopes?: readonly string[] | ((call: MethodCall) => readonly string[]);
  readonly run: (call: MethodCall) => Json | Promise<Json>;
}
export type Methods = Readonly<Record<string, Method>>;

/** What the methods work on. */
export interface Parts {
  readonly world: World;
  readonly judge: Judge;
  readonly limits: Limits;
  readonly deliveries: Deliveries;
  readonly settings: FakeSettings;
}

/** Checks token and scope, then runs the method. */
export class WebApi {
  readonly calls: CapturedCall[] = [];
  /** Every scope that a call needed, for a comparison with the manifest. Where any of several does, the granted one. */
  readonly usedScopes = new Set<string>();
  readonly #parts: Parts;
  readonly #methods: Methods;

  constructor(parts: Parts, methods: Methods) {
    this.#parts = parts;
    this.#methods = methods;
  }

  /** @throws SlackError the answer, when it is no success. */
  async run(captured: CapturedCall, sentAs: 'form' | 'json'): Promise<{ body: Json; headers: Json }> {
    const { judge, limits } = this.#parts;
    const method = this.#methods[captured.method];
    if (!method) {
      judge.note(captured, 'unknown method');
      throw new SlackError('unknown_method', { req_method: captured.method });
    }
    const refusal = limits.take(captured.method, captured.teamId ?? '', captured.args);
    if (refusal) throw refusal;
    const team = this.#authorize(captured, method);
    const call: MethodCall = { method: captured.method, args: captured.args, team, sentAs };
    const accepted = typeof method.scopes === 'function' ? method.scopes(call) : (method.scopes ?? []);
    this.#checkScopes(captured, team, accepted);
    judge.arguments(captured, sentAs);
    const body = await method.run(call);
    const headers =
      method.auth === 'none' || method.auth === 'app'
        ? {}
        : {
            'x-oauth-scopes': [...team.scopes].join(','),
            ...(accepted.length > 0 ? { 'x-accepted-oauth-scopes': accepted.join(',') } : {}),
          };
    return { body: { ok: true, ...body }, headers };
  }

  #authorize(captured: CapturedCall, method: Method): TeamRecord {
    const { world, settings } = this.#parts;
    const anyTeam = [...world.teams.values()][0];
    if (!anyTeam) throw new SlackError('team_not_found');
    if (method.auth === 'none') return anyTeam;
    if (captured.token === null) throw new SlackError('not_authed');
    if (method.auth === 'app') {
      if (captured.token !== settings.appToken)
        throw new SlackError(world.tokens.has(captured.token) ? 'not_allowed_token_type' : 'invalid_auth');
      return anyTeam;
    }
    const known = world.tokens.get(captured.token);
    if (!known)
      throw new SlackError(captured.token === settings.appToken ? 'not_allowed_token_type' : 'invalid_auth');
    const team = world.team(known.teamId);
    if (known.revoked || !team.installed)
      throw new SlackError(team.installed ? 'token_revoked' : 'account_inactive');
    return team;
  }

  #checkScopes(captured: CapturedCall, team: TeamRecord, accepted: readonly string[]): void {
    if (accepted.length === 0) return;
    const granted = accepted.find((scope) => team.scopes.has(scope));
    if (granted !== undefined) {
      this.usedScopes.add(granted);
      this.#parts.judge.scope(captured, granted);
      return;
    }
    throw new SlackError('missing_scope', {
      needed: accepted.join(','),
      provided: [...team.scopes].join(','),
    });
  }
}
