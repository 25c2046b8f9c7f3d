import type { Installation, InstallationQuery, InstallationStore } from '@slack/bolt';
import { z } from 'zod';

import { PlatformError, type Clock, type NoteStore } from '../core/index.ts';

const NAMESPACE = 'slack.installation';

const installationSchema = z.object({
  v: z.literal(1),
  /** Milliseconds since 1970: an uninstall that happened before does not concern this installation. */
  savedAt: z.number(),
  team: z.object({ id: z.string(), name: z.string().optional() }),
  installedBy: z.string(),
  bot: z.object({
    token: z.string(),
    refreshToken: z.string().optional(),
    /** Seconds since 1970, as Slack counts; only with token rotation. */
    expiresAt: z.number().optional(),
    scopes: z.array(z.string()),
    id: z.string(),
    userId: z.string(),
  }),
});

/** One workspace that installed the app by itself. */
export type StoredInstallation = z.infer<typeof installationSchema>;

export interface Installations {
  /** As Slack's own installer reads and writes them. */
  store: InstallationStore;
  read(teamId: string): Promise<StoredInstallation | null>;
  /** Removes what was installed before `happenedAt` (milliseconds since 1970). True when there was something. */
  remove(teamId: string, happenedAt: number): Promise<boolean>;
  list(): Promise<readonly StoredInstallation[]>;
}

/**
 * The workspaces that installed the app, in the program's own database. Notes are sealed at rest, so a copy of the file gives nobody
 * a token. People's own tokens are not asked for and not kept.
 */
export function createInstallations(notes: NoteStore, clock: Clock): Installations {
  async function read(teamId: string): Promise<StoredInstallation | null> {
    const note = await notes.get(NAMESPACE, teamId);
    return note === null ? null : installationSchema.parse(JSON.parse(note));
  }

  return {
    read,
    store: {
      async storeInstallation(installation) {
        const stored = toStored(installation, clock.now());
        await notes.set(NAMESPACE, stored.team.id, JSON.stringify(stored), null);
      },
      async fetchInstallation(query) {
        const stored = await read(teamOf(query));
        if (!stored) throw notInstalled();
        return fromStored(stored);
      },
      async deleteInstallation(query) {
        await notes.delete(NAMESPACE, teamOf(query));
      },
    },
    async remove(teamId, happenedAt) {
      const stored = await read(teamId);
      // Slack may bring an old event again after somebody has installed the app anew.
      if (!stored || stored.savedAt > happenedAt) return false;
      await notes.delete(NAMESPACE, teamId);
      return true;
    },
    async list() {
      const all = await notes.list(NAMESPACE);
      return all.map(({ value }) => installationSchema.parse(JSON.parse(value)));
    },
  };
}

/** What a person reads when their workspace is not (or no longer) installed. */
export function notInstalled(): PlatformError {
  return new PlatformError('gone', 'The app is not installed in this Slack workspace any more.');
}

function toStored({ team, user, bot }: Installation, savedAt: number): StoredInstallation {
  if (!team || !bot)
    throw new PlatformError('rejected', 'The app is installed workspace by workspace, with a bot user.');
  return installationSchema.parse({ v: 1, savedAt, team, installedBy: user.id, bot });
}

function fromStored({ team, installedBy, bot }: StoredInstallation): Installation<'v2', false> {
  const { refreshToken, expiresAt, ...always } = bot;
  return {
    team: { id: team.id, ...(team.name === undefined ? {} : { name: team.name }) },
    enterprise: undefined,
    user: { id: installedBy, token: undefined, scopes: undefined },
    bot: {
      ...always,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    tokenType: 'bot',
    isEnterpriseInstall: false,
    authVersion: 'v2',
  };
}

/** An organisation as a whole cannot install the app: each workspace of it does. */
function teamOf({ teamId }: InstallationQuery<boolean>): string {
  if (teamId === undefined) throw notInstalled();
  return teamId;
}
