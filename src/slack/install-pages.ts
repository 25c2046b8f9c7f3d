/** Nothing on these pages runs or is fetched; the one style is theirs. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The page behind the install link, with the button that leads to Slack. */
export function installPage(addToSlackUrl: string): string {
  return page(
    'Add imagine-bot to Slack',
    `<p>It gives your workspace <code>/imagine</code>: type what you want to see, and the picture comes back into the same conversation.</p>
    <p><a class="button" href="${escapeHtml(addToSlackUrl)}">Add to Slack</a></p>
    <p>Slack shows what it asks for before anything happens. You may take it out again at any time; its access is then deleted here.</p>`,
  );
}

export function installedPage(teamName: string | undefined): string {
  return page(
    'Done',
    `<p>imagine-bot is in ${teamName === undefined ? 'your workspace' : `<b>${escapeHtml(teamName)}</b>`}. Close this page, go to Slack and type <code>/imagine a red fox in the snow</code>.</p>`,
  );
}

export function organisationPage(): string {
  return page(
    'One workspace at a time',
    '<p>This app cannot be installed for a whole organisation. Install it in each workspace that wants it.</p>',
  );
}

/** @param code of Slack's installer. */
export function failedPage(code: string): string {
  return page('That did not work', `<p>${FAILURES[code] ?? OTHER_FAILURE}</p>`);
}

const OTHER_FAILURE =
  'Slack did not confirm the installation. Start again from the install link; if it goes on, ask whoever runs this bot to look at its log.';

const FAILURES: Readonly<Record<string, string>> = {
  slack_oauth_installer_authorization_error: 'You did not allow it, so nothing was installed.',
  slack_oauth_missing_state: 'This page was not reached through the install link. Start again from there.',
  slack_oauth_invalid_state:
    'This page belongs to another browser, or it took longer than ten minutes. Start again from the install link.',
  slack_oauth_missing_code: 'Slack sent no code. Start again from the install link.',
};

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${escapeHtml(title)}</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }
      .button { display: inline-block; padding: .6rem 1.2rem; border: 2px solid; border-radius: .5rem; text-decoration: none; font-weight: 600; }
    </style>
  </head>
  <body>
    <h1>${escapeHtml(title)}</h1>
    ${body}
  </body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
