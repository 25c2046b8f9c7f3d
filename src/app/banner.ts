import type { Config } from '../config.ts';
import type { App } from './open-app.ts';

/** What can be made ready today; a start with the settings of a platform that is not built in yet is refused in words. */
const DISCORD_NEXT = [
  '  Discord, with a later version:  1. make an application at discord.com/developers',
  '                                  2. add a bot to it, and keep its token for DISCORD_TOKEN',
  '                                  3. invite it with the scopes bot and applications.commands',
];
const SLACK_NEXT = [
  '  Slack, with a later version:    1. make an app at api.slack.com/apps',
  '                                  2. switch Socket Mode on, and keep its token for SLACK_APP_TOKEN',
  '                                  3. install it, and keep the bot token for SLACK_BOT_TOKEN',
];

/** What the operator reads after a start: where to look, what is real and what is not, and what to set next. */
export function banner(config: Config, app: App): string {
  const lines = [''];
  if (app.emulated)
    lines.push(
      '  ┌──────────────────────────────────────────────────────────────────┐',
      '  │  EMULATOR: no SEGMIND_API_KEY is set. Pictures are painted by    │',
      '  │  this program itself: free, unreal, and good for trying it out.  │',
      '  └──────────────────────────────────────────────────────────────────┘',
      '',
    );
  if (config.process.studio) lines.push(`  Studio    ${app.url}`);
  for (const adapter of app.adapters)
    if (adapter.platform !== 'studio')
      lines.push(`  ${name(adapter.platform).padEnd(9)} ${adapter.health().detail}`);
  lines.push(
    `  Painting  ${app.emulated ? 'emulated' : `real, ${config.service.model} at ${config.service.baseUrl}`}`,
  );
  lines.push(`  Kept in   ${config.state.dataDir}`, '');
  if (app.emulated)
    lines.push('  For real pictures: put SEGMIND_API_KEY=SG_… into .env (segmind.com → API keys).', '');
  lines.push('  On the command line:  npm run imagine -- "a red fox in the snow" --ar 21:9 --output fox.jpg');
  lines.push('  Every setting:        .env.example', '', ...DISCORD_NEXT, '', ...SLACK_NEXT, '');
  return `${lines.join('\n')}\n`;
}

function name(platform: string): string {
  return platform.charAt(0).toUpperCase() + platform.slice(1);
}
