import { registerHooks } from 'node:module';

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
 * The package's `setStrictObject` comes too late: all its schemas are made while the module loads (observed), so the
 * strict set is had by changing that one line of its source on the way in.
 */
export function loadSpec(): Promise<{ strict: Spec; loose: Spec }> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<{ strict: Spec; loose: Spec }> {
  const file = import.meta.resolve('discord-api-spec/zod');
  const strictFile = `${file}?strict`;
  const hooks = registerHooks({
    load(url, context, next) {
      const result = next(url, context);
      if (url !== strictFile) return result;
      const source = sourceText(result.source);
      if (!source.includes(LOOSE))
        throw new Error('discord-api-spec no longer makes its objects as expected');
      return { ...result, source: source.replace(LOOSE, STRICT) };
    },
  });
  try {
    const [strict, loose] = await Promise.all([nativeImport(strictFile), nativeImport(file)]);
    return { strict: asSpec(strict), loose: asSpec(loose) };
  } finally {
    hooks.deregister();
  }
}

function sourceText(source: string | ArrayBuffer | NodeJS.TypedArray | null | undefined): string {
  if (typeof source === 'string') return source;
  return source ? new TextDecoder().decode(source) : '';
}

function nativeImport(url: string): Promise<Record<string, SpecSchema>> {
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
