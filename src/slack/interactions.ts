import type { App } from '@slack/bolt';

import { registerButtons } from './buttons.ts';
import { registerCommands } from './commands.ts';
import { registerForgetForm } from './forget-form.ts';
import { registerHome } from './home.ts';
import type { SlackParts } from './parts.ts';
import { registerReplies } from './replies.ts';
import { registerShareForm } from './share.ts';
import { registerForms, registerShortcuts } from './shortcuts.ts';

/**
 * Everything that people do in Slack, put on Bolt's App. Each listener acknowledges first and goes through the one border of events, so
 * that none of them ever rejects.
 */
export function registerListeners(app: App, parts: SlackParts): void {
  registerCommands(app, parts);
  registerShortcuts(app, parts);
  registerForms(app, parts);
  registerButtons(app, parts);
  registerShareForm(app, parts);
  registerForgetForm(app, parts);
  registerReplies(app, parts);
  registerHome(app, parts);
}
