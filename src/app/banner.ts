import type { Config } from '../config.ts';
import type { App } from './open-app.ts';

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
  if (!config.discord)
    lines.push(
      '  Discord next:  1. make a bot at discord.com/developers, copy its token',
      '                 2. DISCORD_TOKEN=… into .env, beside SEGMIND_API_KEY',
      '                 3. npm start, and open the invite link of docs/discord.md',
      '',
    );
  if (!config.slack)
    lines.push(
      '  Slack next:    1. api.slack.com/apps → From a manifest, paste slack/manifest.yml',
      '                 2. SLACK_BOT_TOKEN=… and SLACK_APP_TOKEN=… into .env',
      '                 3. npm start, and /invite the bot into a channel (docs/slack.md)',
      '',
    );
  return `${lines.join('\n')}\n`;
}

function name(platform: string): string {
  return platform.charAt(0).toUpperCase() + platform.slice(1);
}
