import { SETTINGS, type Setting } from '../settings.ts';

const HEADER = `# Copy this file to .env and fill in what you need; nothing here is required.
# With nothing set, \`npm start\` opens the studio in the browser and paints with the emulator.
`;

/** The text of `.env.example`: every setting with one line on what it does. A test holds the committed file equal to it. */
export function envExample(): string {
  const lines: string[] = [HEADER];
  let group = '';
  for (const [name, setting] of Object.entries(SETTINGS) as [string, Setting][]) {
    if (setting.group !== group) {
      group = setting.group;
      lines.push(`# --- ${group} ---\n`);
    }
    lines.push(`# ${setting.about}`);
    // A default is shown but commented out: a later version may choose a better one.
    lines.push(setting.default === null ? `${name}=\n` : `# ${name}=${setting.default}\n`);
  }
  return lines.join('\n');
}
