import type { ApiReference } from './api-reference.ts';
import { textRuleProblems } from './text-rules.ts';
import type { CapturedCall, MethodCall } from './web-api.ts';
import type { Json } from './json.ts';

/** `refused`: Slack answers an error for it. `house`: fine for Slack, against our own rules, or known to go wrong. */
export type Severity = 'refused' | 'house';

export interface Violation {
  readonly method: string;
  readonly severity: Severity;
  readonly problem: string;
  readonly args: Json;
}

/** Looks at every call: Slack's method reference, block limits, scopes of the manifest, and the rules for hostile text. */
export class Judge {
  readonly violations: Violation[] = [];
  /** Null where the reference is not on this machine; `skipped` then says so. */
  readonly #reference: ApiReference | null;
  readonly #declaredScopes: ReadonlySet<string> | null;

  constructor(reference: ApiReference | null, declaredScopes: readonly string[] | null) {
    this.#reference = reference;
    this.#declaredScopes = declaredScopes ? new Set(declaredScopes) : null;
  }

  /** Why arguments are not compared with Slack's reference, or null when they are. */
  get skipped(): string | null {
    return this.#reference
      ? null
      : "Slack's method reference is not on this machine (../shared/judges/slack-api-ref)";
  }

  arguments(call: CapturedCall, sentAs: 'form' | 'json'): void {
    for (const problem of this.#reference?.problems(call.method, call.args, call.token, sentAs) ?? [])
      this.#add(call, 'refused', problem);
    for (const problem of textRuleProblems(call.method, call.args)) this.#add(call, 'house', problem);
  }

  scope(call: CapturedCall, scope: string): void {
    if (this.#declaredScopes && !this.#declaredScopes.has(scope))
      this.#add(call, 'refused', `needs the scope ${scope}, which the manifest does not name`);
  }

  note(call: Pick<CapturedCall, 'method' | 'args'>, problem: string): void {
    this.#add(call, 'refused', problem);
  }

  house(call: Pick<MethodCall, 'method' | 'args'>, problem: string, severity: Severity = 'house'): void {
    this.#add(call, severity, problem);
  }

  late(what: string, problem: string): void {
    this.#add({ method: what, args: {} }, 'refused', problem);
  }

  #add({ method, args }: Pick<CapturedCall, 'method' | 'args'>, severity: Severity, problem: string): void {
    this.violations.push({ method, severity, problem, args });
  }
}
