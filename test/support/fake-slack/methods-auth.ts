import { text } from './json.ts';
import type { Installs } from './installs.ts';
import { SlackError } from './slack-error.ts';
import type { SocketMode } from './socket.ts';
import type { Methods, Parts } from './web-api.ts';

export function authMethods(parts: Parts, socket: SocketMode, installs: Installs): Methods {
  const { world, settings } = parts;
  return {
    'api.test': { auth: 'none', run: () => ({}) },
    'auth.test': {
      run: ({ team }) => ({
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: 'imagine',
        team_id: team.id,
        user_id: team.botUserId,
        bot_id: team.botId,
        is_enterprise_install: false,
      }),
    },
    'auth.revoke': {
      run(call) {
        installs.revoke(call.team);
        return { revoked: true };
      },
    },
    'apps.connections.open': { auth: 'app', run: () => ({ url: socket.newUrl() }) },
    'oauth.v2.access': {
      auth: 'none',
      run(call) {
        if (text(call.args, 'client_id') !== settings.clientId) throw new SlackError('invalid_client_id');
        if (text(call.args, 'client_secret') !== settings.clientSecret)
          throw new SlackError('bad_client_secret');
        const team = installs.exchange(text(call.args, 'code') ?? '', text(call.args, 'redirect_uri'));
        return {
          access_token: team.botToken,
          token_type: 'bot',
          scope: [...team.scopes].join(','),
          bot_user_id: team.botUserId,
          app_id: world.appId,
          team: { id: team.id, name: team.name },
          enterprise: null,
          is_enterprise_install: false,
          authed_user: { id: installs.installerOf(team) },
        };
      },
    },
  };
}
