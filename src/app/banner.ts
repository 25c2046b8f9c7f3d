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
  lines.push('  On the command line:  npm run imagine -- "a red fox in the snow" --ar 21:9 --output fox.jpg');
  lines.push('  Every setting:        .env.example');
  lines.push(
    '  Discord and Slack:    come with a later version; their settings are named in .env.example',
    '',
  );
  return `${lines.join('\n')}\n`;
}

function name(platform: string): string {
  return platform.charAt(0).toUpperCase() + platform.slice(1);
}
