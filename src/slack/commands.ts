import type { App } from '@slack/bolt';

import { tellOnce } from './answer.ts';
import { ask } from './ask.ts';
import { atBorder } from './border.ts';
import { unescapeText } from './escape.ts';
import { openImagine } from './imagine-modal.ts';
import type { SlackParts } from './parts.ts';
import { renders } from './renders-command.ts';
import { teamOf } from './team-of.ts';
import { askedByCommand } from './translate.ts';
import { commandSchema } from './wire.ts';
import { asksForHelp, helpText } from './words.ts';

export const IMAGINE_COMMAND = '/imagine';
export const RENDERS_COMMAND = '/renders';

/** `/imagine …` and `/renders …`. */
export function registerCommands(app: App, parts: SlackParts): void {
  app.command(IMAGINE_COMMAND, async ({ ack, body, context }) => {
    await atBorder(parts, 'command', ack, async (about) => {
      const command = commandSchema.parse(body);
      const asked = askedByCommand(command, teamOf(context, command.team_id), parts.clock.now());
      about(asked.origin);
      // Clients escape these before they send them, and a command is no exception; where one did not, nothing is there to undo.
      const text = unescapeText(command.text).trim();
      if (text === '') return openImagine(parts, asked, command.trigger_id);
      if (asksForHelp(text)) return tellOnce(parts, asked.origin, helpText());
      return ask(
        parts,
        asked,
        { prompt: text, parameters: {}, count: 1, audience: 'channel', parentJobId: null },
        () => Promise.resolve([]),
      );
    });
  });

  app.command(RENDERS_COMMAND, async ({ ack, body, context }) => {
    await atBorder(parts, 'renders', ack, async (about) => {
      const command = commandSchema.parse(body);
      const asked = askedByCommand(command, teamOf(context, command.team_id), parts.clock.now());
      about(asked.origin);
      const answer = await renders(parts, asked, command);
      if (answer !== null) await tellOnce(parts, asked.origin, answer);
    });
  });
}
