import axe from 'axe-core';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

/** Where Debian's package puts it. */
export const CHROMIUM_PATH = '/usr/bin/chromium';

/** The walks share two cores with other tests: a state that has not come by then does not come. */
const PATIENCE_MS = 60_000;

/** Nothing of Chromium's own may go to the network, and a container has no sandbox for it. */
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: QUIET_FLAGS });
}

/** The studio's page as one person has it open, in a browser profile of their own. */
export class StudioRoomPage {
  readonly page: Page;
  readonly composer: Locator;
  readonly jobs: Locator;
  /** What no page may do: throw, open a dialog, or try what its policy forbids. */
  readonly mischief: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.composer = page.locator('#composer-text');
    this.jobs = page.locator('.job');
    page.on('pageerror', (error) => this.mischief.push(error.message));
    page.on('dialog', (dialog) => {
      this.mischief.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.mischief.push(message.text());
    });
  }

  static async open(browser: Browser, url: string): Promise<StudioRoomPage> {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 860 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const room = new StudioRoomPage(await context.newPage());
    await room.page.goto(url);
    await room.composer.waitFor();
    return room;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).last().click();
  }

  /** Waits until a job, counted from 0, shows a picture that the browser could read. */
  async picture(job: number): Promise<Locator> {
    const picture = this.jobs.nth(job).locator('.shot img').first();
    await picture.waitFor();
    await picture.evaluate('(image) => image.decode()');
    return picture;
  }

  /** How far the page or its list of messages reaches beyond what is shown, to the side. */
  async sidewaysPx(): Promise<number> {
    return this.page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('html, body, .timeline, .job, dialog')]
        .map((element) => element.scrollWidth - element.clientWidth))`,
    );
  }

  /** What axe-core finds wrong with the page as it stands, in the light and in the dark theme: theme, rule and element. */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const found: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await this.page.emulateMedia({ colorScheme });
      const lines = await this.page.evaluate<readonly string[]>(
        `axe.run().then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
      );
      found.push(...lines.map((line) => `${colorScheme}: ${line}`));
    }
    return found;
  }
}
