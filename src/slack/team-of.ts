import { PlatformError } from '../core/index.ts';

/**
 * The workspace in whose name the app acts on an event: the one that Bolt authorised, which in a channel shared by two workspaces is not
 * always that of the person.
 *
 * @throws PlatformError for an event of a whole organisation that names no workspace.
 */
export function teamOf(
  context: { teamId?: string },
  ...named: readonly (string | null | undefined)[]
): string {
  const teamId = [context.teamId, ...named].find((team) => typeof team === 'string' && team !== '');
  if (teamId) return teamId;
  throw new PlatformError('rejected', 'The event names no workspace.');
}
