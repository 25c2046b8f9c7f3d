import type { AccessFacts, Requester } from '../conversation/refs.ts';
import { UserError } from '../errors.ts';
import type { RenderParameters } from '../segmind/parameters.ts';

/** Who may ask, and what for. A null list names nobody; with all three null everyone may. */
export interface AccessPolicy {
  allowedUsers: readonly string[] | null;
  allowedRoles: readonly string[] | null;
  allowedChannels: readonly string[] | null;
  /** The highest safety tolerance outside of age-restricted places, 1 to 6. */
  safetyToleranceMax: number;
}

/** Null when the person may ask here; else why not. Being on one of the lists is enough. */
export function refuseAccess(
  policy: AccessPolicy,
  requester: Pick<Requester, 'userId'>,
  facts: AccessFacts,
): UserError | null {
  const { allowedUsers, allowedRoles, allowedChannels } = policy;
  if (allowedUsers === null && allowedRoles === null && allowedChannels === null) return null;
  const isNamed =
    allowedUsers?.includes(requester.userId) === true ||
    facts.roleIds.some((role) => allowedRoles?.includes(role)) ||
    facts.channelIds.some((channel) => allowedChannels?.includes(channel));
  return isNamed ? null : new UserError('not_allowed', whoMayAsk(policy));
}

function whoMayAsk(policy: AccessPolicy): string {
  const who = [
    policy.allowedUsers === null ? null : 'certain people',
    policy.allowedRoles === null ? null : 'people with certain roles',
    policy.allowedChannels === null ? null : 'people in certain channels',
  ].filter((one) => one !== null);
  return `Only ${who.join(' or ')} may ask for pictures here. An admin of this bot can tell whom, and where.`;
}

/**
 * The tolerance that a request gets. What was asked for is never lowered in silence; only the default gives way to a stricter rule.
 *
 * @throws UserError `bad_parameter` when more was asked for than this place allows.
 */
export function allowedTolerance(
  policy: Pick<AccessPolicy, 'safetyToleranceMax'>,
  asked: RenderParameters['safetyTolerance'] | undefined,
  standard: RenderParameters['safetyTolerance'],
  facts: Pick<AccessFacts, 'ageRestricted'>,
): RenderParameters['safetyTolerance'] {
  if (facts.ageRestricted) return asked ?? standard;
  if (asked === undefined) return Math.min(standard, policy.safetyToleranceMax);
  if (asked <= policy.safetyToleranceMax) return asked;
  throw new UserError(
    'bad_parameter',
    `A safety tolerance of ${asked} is possible in age-restricted channels only; the highest here is ${policy.safetyToleranceMax}.`,
  );
}
