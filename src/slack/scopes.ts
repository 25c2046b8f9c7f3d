import { REQUIRED_SCOPES } from './workspace.ts';

/** Scopes that make more possible and without which the bot still works; each is used only where it is granted. */
export const OPTIONAL_SCOPES: readonly string[] = [
  'channels:history',
  'channels:read',
  'chat:write.public',
  'groups:history',
  'groups:read',
];

/** Everything that the app asks a workspace for; the manifest lists the same. */
export const BOT_SCOPES: readonly string[] = [...REQUIRED_SCOPES, ...OPTIONAL_SCOPES].sort();

/** Required scopes that a workspace did not grant; none where nobody told what it granted. */
export function missingScopes(granted: readonly string[] | null): readonly string[] {
  return granted === null ? [] : REQUIRED_SCOPES.filter((scope) => !granted.includes(scope));
}
