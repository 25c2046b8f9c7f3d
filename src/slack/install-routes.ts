import type { ServerResponse } from 'node:http';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { errorJson, type Logger } from '../core/index.ts';
import { PAGE_HEADERS, failedPage, installedPage, organisationPage } from './install-pages.ts';
import type { SlackInstaller } from './installer.ts';
import { BOT_SCOPES } from './scopes.ts';

export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

export interface InstallRoutesOptions {
  http: FastifyInstance;
  installer: SlackInstaller;
  logger: Logger;
}

/** The two pages by which a workspace installs the app: the one that leads to Slack, and the one that Slack leads back to. */
export async function installRoutes({ http, installer, logger }: InstallRoutesOptions): Promise<void> {
  await http.register(async (scope) => {
    scope.get(INSTALL_PATH, (request, reply) =>
      byHand(request, reply, (raw) =>
        installer.handleInstallPath(request.raw, raw, {}, { scopes: [...BOT_SCOPES] }),
      ),
    );
    scope.get(REDIRECT_PATH, (request, reply) =>
      byHand(request, reply, (raw) =>
        installer.handleCallback(request.raw, raw, {
          afterInstallation: async (installation, _options, _request, response) => {
            if (installation.isEnterpriseInstall !== true) return true;
            sendPage(response, 400, organisationPage());
            return Promise.resolve(false);
          },
          success: ({ team }, _options, _request, response) => {
            logger.info({ team: team?.id }, 'a Slack workspace installed the app');
            sendPage(response, 200, installedPage(team?.name));
          },
          failure: ({ code }, _options, _request, response) => {
            logger.warn({ code }, 'an installation in Slack did not succeed');
            sendPage(response, 400, failedPage(code));
          },
        }),
      ),
    );
    await Promise.resolve();
  });

  /** Slack's installer writes to Node's own response. */
  async function byHand(
    request: FastifyRequest,
    reply: FastifyReply,
    handle: (raw: ServerResponse) => Promise<void>,
  ): Promise<void> {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(PAGE_HEADERS)) raw.setHeader(name, value);
    try {
      await handle(raw);
    } catch (error) {
      // A border: the framework's own is left behind with its reply.
      logger.error({ error: errorJson(error), path: request.routeOptions.url }, 'an installation failed');
      if (!raw.headersSent) sendPage(raw, 500, failedPage(''));
    }
  }
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, PAGE_HEADERS).end(html);
}
