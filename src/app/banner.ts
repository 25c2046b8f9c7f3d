import type { Config } from '../config.ts';
import type { App } from './open-app.ts';

const DISCORD_NEXT = [
  '  Discord:  1. make an application at discord.com/developers, and add a bot to it',
  '            2. put its token into .env as DISCORD_TOKEN',
  '            3. start again: the invite link is printed here (docs/discord.md has all steps)',
];
const SLACK_NEXT = [
  '  Slack:    1. make an app at api.slack.com/apps "from a manifest": docs/slack/manifest.yml',
  '            2. put its app-level token into .env as SLACK_APP_TOKEN',
  '            3. install it, and put the bot token into .env as SLACK_BOT_TOKEN (docs/slack.md has all steps)',
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
  for (const adapter of app.adapters) {
    if (adapter.platform === 'studio') continue;
    lines.push(`  ${name(adapter.platform).padEnd(9)} ${adapter.health().detail}`);
    lines.push(...(adapter.greeting?.() ?? []).map((line) => `            ${line}`));
  }
  lines.push(
    `  Painting  ${app.emulated ? 'emulated' : `real, ${config.service.model} at ${config.service.baseUrl}`}`,
  );
  lines.push(`  Kept in   ${config.state.dataDir}`, '');
  if (app.emulated)
    lines.push('  For real pictures: put SEGMIND_API_KEY=SG_… into .env (segmind.com → API keys).', '');
  lines.push('  On the command line:  npm run imagine -- "a red fox in the snow" --ar 21:9 --output fox.jpg');
  lines.push('  Every setting:        .env.example', '');
  // Whoever runs one platform has read its steps; whoever runs none is told of both.
  if (!config.discord && !config.slack) lines.push(...DISCORD_NEXT, '', ...SLACK_NEXT, '');
  return `${lines.join('\n')}\n`;
}

function name(platform: string): string {
  return platform.charAt(0).toUpperCase() + platform.slice(1);
}
