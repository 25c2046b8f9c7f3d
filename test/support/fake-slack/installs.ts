import { emitEvent } from './events.ts';
import { SlackError } from './slack-error.ts';
import type { TeamRecord, World } from './state.ts';
import type { Parts } from './web-api.ts';

interface Code {
  readonly team: TeamRecord;
  readonly scopes: readonly string[];
  readonly redirectUri: string | null;
}

/** Gives a workspace a token of its own; the one before it stays good until it is revoked. */
export function issueToken(world: World, team: TeamRecord): void {
  team.botToken = `xoxb-${team.id}-${world.ids.serial()}-fake`;
  world.tokens.set(team.botToken, { teamId: team.id, revoked: false });
}

/** Installing by OAuth and going away again. */
export class Installs {
  readonly #parts: Parts;
  readonly #codes = new Map<string, Code>();
  readonly #installers = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * A person agrees on Slack's page (`authorizeUrl`, as the app's install page names it) to install the app in their workspace.
   * Returns where Slack sends their browser then. Asked scopes replace those of an earlier installation.
   */
  approve(authorizeUrl: string, team: TeamRecord, userId: string): string {
    const { settings, judge } = this.#parts;
    const url = new URL(authorizeUrl);
    const asked = (url.searchParams.get('scope') ?? '').split(/[ ,]+/).filter((scope) => scope !== '');
    if (url.searchParams.get('client_id') !== settings.clientId)
      throw new Error('the page names another client_id');
    for (const scope of asked)
      judge.scope(
        {
          method: 'oauth.v2.access',
          args: {},
          token: null,
          teamId: team.id,
          at: 0,
          status: null,
          answer: null,
          error: null,
        },
        scope,
      );
    const redirectUri = url.searchParams.get('redirect_uri');
    const code = crypto.randomUUID();
    this.#codes.set(code, { team, scopes: asked, redirectUri });
    this.#installers.set(team.id, userId);
    const back = new URL(redirectUri ?? 'http://127.0.0.1/no-redirect-uri');
    back.searchParams.set('code', code);
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    return back.toString();
  }

  exchange(code: string, redirectUri: string | undefined): TeamRecord {
    const known = this.#codes.get(code);
    if (!known) throw new SlackError('invalid_code');
    this.#codes.delete(code);
    if (known.redirectUri !== null && redirectUri !== known.redirectUri)
      throw new SlackError('bad_redirect_uri');
    const { team } = known;
    team.scopes.clear();
    for (const scope of known.scopes) team.scopes.add(scope);
    team.installed = true;
    issueToken(this.#parts.world, team);
    return team;
  }

  installerOf(team: TeamRecord): string {
    return this.#installers.get(team.id) ?? team.botUserId;
  }

  /** The workspace removes the app: its tokens die, and the app hears of both. */
  uninstall(team: TeamRecord): void {
    this.revoke(team);
    emitEvent(this.#parts, team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] } });
    emitEvent(this.#parts, team, { type: 'app_uninstalled' });
  }

  /** An admin takes the token back, and nothing else. */
  revokeTokens(team: TeamRecord): void {
    this.#endTokens(team);
    emitEvent(this.#parts, team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] } });
  }

  revoke(team: TeamRecord): void {
    team.installed = false;
    this.#endTokens(team);
  }

  #endTokens(team: TeamRecord): void {
    for (const token of this.#parts.world.tokens.values()) if (token.teamId === team.id) token.revoked = true;
    this.#parts.world.touch();
  }
}
