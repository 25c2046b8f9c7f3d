import { blockProblems, slackFileIds } from './blocks.ts';
import type { Surface } from './block-rules.ts';
import { fileIsReady } from './files.ts';
import { isRecord } from './json.ts';
import type { Json } from './json.ts';
import { fileUrl } from './render.ts';
import { invalid, SlackError } from './slack-error.ts';
import type { FileRecord, TeamRecord, World } from './state.ts';
import type { MethodCall, Parts } from './web-api.ts';

/** Slack's words for an image block whose file it cannot show, ready or not (node-slack-sdk's issues). */
const FILE_REFUSED = 'invalid slack file';
const SHOWABLE = ['image/png', 'image/jpeg', 'image/gif'];

/**
 * The blocks of a call, or undefined where it has none.
 *
 * @throws SlackError `invalid_blocks`, as Slack answers. Only a file that is not ready yet is no mistake of the caller.
 */
export function blocksOf(parts: Parts, call: MethodCall, surface: Surface): Json[] | undefined {
  const blocks = call.args['blocks'];
  if (blocks === undefined || blocks === null) return undefined;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  // Slack takes an empty list as no blocks.
  if (blocks.length === 0) return [];
  const problems = problemsIn(parts, call.team, blocks, surface);
  for (const problem of problems) if (!isWaiting(problem)) parts.judge.house(call, problem, 'refused');
  if (problems.length > 0) throw invalid('invalid_blocks', problems.map(publicWords));
  return blocks.filter(isRecord);
}

export function problemsIn(parts: Parts, team: TeamRecord, blocks: unknown, surface: Surface): string[] {
  const { world } = parts;
  // A block that names a file twice is looked at once, so that a refusal counts once for each call.
  const seen = new Map<string, string | null>();
  const problems = blockProblems(blocks, surface, (named) => {
    const key = JSON.stringify(named);
    const known = seen.get(key);
    if (known !== undefined) return known;
    const problem = fileProblem(world, team, named);
    seen.set(key, problem);
    return problem;
  });
  if (problems.length === 0 && Array.isArray(blocks))
    for (const id of slackFileIds(blocks.filter(isRecord))) {
      const file = world.files.get(id);
      if (!file || file.blockRefusals <= 0) continue;
      file.blockRefusals -= 1;
      problems.push(`${FILE_REFUSED} (not ready)`);
    }
  return problems;
}

function fileProblem(world: World, team: TeamRecord, named: Json): string | null {
  const file = findFile(world, named);
  if (!file || file.deleted || file.teamId !== team.id) return `${FILE_REFUSED} (no such file)`;
  if (!file.uploaded || file.completedAtMs === null) return `${FILE_REFUSED} (never completed)`;
  if (!fileIsReady(world, file)) return `${FILE_REFUSED} (not ready)`;
  if (!SHOWABLE.includes(file.mimetype)) return `${FILE_REFUSED} (${file.mimetype} cannot be shown)`;
  return null;
}

function findFile(world: World, named: Json): FileRecord | undefined {
  if (typeof named['id'] === 'string') return world.files.get(named['id']);
  return [...world.files.values()].find((file) => fileUrl(world, file) === named['url']);
}

export function isWaiting(problem: string): boolean {
  return problem.includes(`${FILE_REFUSED} (not ready)`);
}

/** Slack does not say why a file is refused; the judge does. */
export function publicWords(problem: string): string {
  return problem.replace(/invalid slack file \([^)]*\)/, FILE_REFUSED);
}
