import type { App } from '@slack/bolt';
import type { HomeView } from '@slack/types';

import { excerpt } from '../core/index.ts';
import { atBorder } from './border.ts';
import { IMAGINE_BUTTON } from './buttons.ts';
import { plain } from './fields.ts';
import { ownWordsBlock, plainBlock } from './layout.ts';
import type { SlackParts } from './parts.ts';
import { RECENT_JOBS, recentLine, usageTexts } from './renders-command.ts';
import { teamOf } from './team-of.ts';
import { inTeam } from './tools.ts';
import { askedAtHome, placedIn, type Asked } from './translate.ts';
import { homeOpenedSchema } from './wire.ts';
import { helpText, WORDS } from './words.ts';

/** Slack names no limit for rich text; so much a section takes ("Blocks"). */
const MAX_LINE_CHARS = 3000;

export interface HomeFacts {
  /** Newest first, a line each, with people's words in it. */
  recent: readonly string[];
  usage: readonly string[];
}

/** App Home: one's last pictures, what is used of what is allowed, how to start. Pure. */
export function homeView({ recent, usage }: HomeFacts): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain(WORDS.homeHeader) },
      ownWordsBlock(WORDS.homeStart),
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: IMAGINE_BUTTON, text: plain(WORDS.homeButton), style: 'primary' },
        ],
      },
      { type: 'divider' },
      { type: 'header', text: plain(WORDS.homeRecent) },
      ...(recent.length === 0
        ? [ownWordsBlock(WORDS.noRenders)]
        : recent.map((line) => plainBlock(excerpt(line, MAX_LINE_CHARS)))),
      { type: 'divider' },
      { type: 'header', text: plain(WORDS.homeUsage) },
      ownWordsBlock(usage.join('\n')),
      { type: 'divider' },
      ownWordsBlock(helpText()),
    ],
  };
}

export function registerHome(app: App, parts: SlackParts): void {
  app.event('app_home_opened', async ({ event, context }) => {
    // Nobody is told of a page that could not be drawn: it is drawn anew at the next look.
    await atBorder(parts, 'home', null, async () => {
      const { user, tab, channel } = homeOpenedSchema.parse(event);
      if (tab !== undefined && tab !== null && tab !== 'home') return;
      const asked = askedAtHome(teamOf(context), { id: user, name: '' }, 'command', `slack:home:${user}`);
      await publishHome(parts, channel ? placedIn(asked, channel) : asked);
    });
  });
}

async function publishHome(parts: SlackParts, asked: Asked): Promise<void> {
  const { requester, origin } = asked;
  const jobs = await parts.bot.list({ requester, limit: RECENT_JOBS });
  const view = homeView({
    recent: jobs.map((job) => recentLine(parts.bot, job)),
    usage: await usageTexts(parts, asked, WORDS.homePlace),
  });
  const { calls } = await inTeam(origin.conversation.workspaceId, parts);
  await calls.publishHome(requester.userId, view, parts.signal);
}
