import { readFile } from 'node:fs/promises';

import { config, locales } from 'zod';

interface Issue {
  readonly code?: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

export interface SpecSchema {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: readonly Issue[] } };
}

export interface Spec {
  /** @throws when the specification has no schema of this name. */
  schema(name: string): SpecSchema;
}

const LOOSE = 'let zObject = z.object;';
const STRICT = 'let zObject = z.strictObject;';

let loaded: Promise<{ strict: Spec; loose: Spec }> | undefined;

/**
 * Discord's own OpenAPI document as zod schemas, twice: strict ones that refuse fields they do not know, and loose ones that
 * judge as the API itself does, which ignores such fields.
 *
 * The package's `setStrictObject` comes too late: all its schemas are made while the module loads (observed). So the strict
 * set is the package's own source with that one line changed, loaded from memory.
 */
export function loadSpec(): Promise<{ strict: Spec; loose: Spec }> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<{ strict: Spec; loose: Spec }> {
  // The package uses zod's small build, which has no words for its findings until a language is set.
  config(locales.en());
  const file = import.meta.resolve('discord-api-spec/zod');
  const source = await readFile(new URL(file), 'utf8');
  if (!source.includes(LOOSE)) throw new Error('discord-api-spec no longer makes its objects as expected');
  const strictSource = source
    .replace(LOOSE, STRICT)
    .replace('"zod/mini"', JSON.stringify(import.meta.resolve('zod/mini')));
  const strictUrl = `data:text/javascript;base64,${Buffer.from(strictSource).toString('base64')}`;
  const [strict, loose] = await Promise.all([importSchemas(strictUrl), importSchemas(file)]);
  return { strict: asSpec(strict), loose: asSpec(loose) };
}

function importSchemas(url: string): Promise<Record<string, SpecSchema>> {
  return import(/* @vite-ignore */ url) as Promise<Record<string, SpecSchema>>;
}

function asSpec(module: Record<string, SpecSchema>): Spec {
  return {
    schema(name) {
      const schema = module[`${name}Schema`];
      if (!schema) throw new Error(`discord-api-spec has no ${name}Schema`);
      return schema;
    },
  };
}

/** What a schema finds wrong, one line each with its path; of a union only the branch that came closest. */
export function problemsOf(schema: SpecSchema, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, []));
}

function describe(issue: Issue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.errors && issue.errors.length > 0) {
    // The branch that fails deepest is the one that was meant: the others fail on `type` at once.
    const closest = [...issue.errors].sort((a, b) => score(b) - score(a))[0] ?? [];
    return closest.flatMap((inner) => describe(inner, path));
  }
  return [`${path.map(String).join('.') || '(body)'}: ${issue.message}`];
}

function score(branch: readonly Issue[]): number {
  const wrongType = branch.some((issue) => issue.path.length === 1 && issue.path[0] === 'type');
  return (wrongType ? -1000 : 0) - branch.length;
}
