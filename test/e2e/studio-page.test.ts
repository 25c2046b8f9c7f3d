import { existsSync } from 'node:fs';

import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { buildPage } from '../../src/app/build-page.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { startEmulatedStudio, type EmulatedStudio } from '../support/emulated-studio.ts';
import { CHROMIUM_PATH, StudioRoomPage, launchChromium } from '../support/studio-room-page.ts';
import { useTempDir } from '../support/temp-dir.ts';

const hasChromium = existsSync(CHROMIUM_PATH);
const whyNot = `skipped: no Chromium at ${CHROMIUM_PATH}`;
const TITLE = `the studio in a browser${hasChromium ? '' : ` (${whyNot})`}`;
// Vitest folds a skipped file into one line without the titles in it.
if (!hasChromium) process.stderr.write(`The walks of the studio's page are ${whyNot}\n`);
/** A cold browser, a bundle to make, and other tests on the same cores. */
const PATIENCE_MS = 120_000;

describe.skipIf(!hasChromium)(TITLE, { timeout: PATIENCE_MS }, () => {
  let browser: Browser;
  let pageDir: string | null;
  let emulator: Emulator;
  let studio: EmulatedStudio;
  let ada: StudioRoomPage;
  const inDir = useTempDir();

  beforeAll(async () => {
    pageDir = await buildPage();
    browser = await launchChromium();
  }, PATIENCE_MS);
  afterAll(() => browser.close());
  beforeEach(async () => {
    emulator = await startEmulator({ speed: 15, randomSeed: 1 });
    studio = await startEmulatedStudio(emulator, inDir(), { pageDir });
    ada = await StudioRoomPage.open(browser, studio.url);
  }, PATIENCE_MS);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await studio.stop();
    await emulator.close();
  });

  async function submits(count: number) {
    await expect.poll(() => emulator.ledger().length).toBe(count);
    return emulator.ledger();
  }

  it('paints a first picture in the place that was held for it', async () => {
    await ada.say('/imagine a lighthouse on a cliff #slow --ar 16:9');
    const place = await ada.jobs.locator('.skeleton').boundingBox();
    await ada.picture(0);
    expect(place?.height).toBeGreaterThan(100);
    expect(await ada.jobs.locator('.shot').boundingBox()).toEqual(place);
    expect(await ada.jobs.locator('.status').textContent()).toBe('COMPLETED');
    expect(ada.mischief).toEqual([]);
  });

  it('edits the picture that is replied to', async () => {
    await ada.say('/imagine a lighthouse');
    await ada.picture(0);
    await ada.press('Edit');
    await ada.page.locator('.replying').waitFor();
    await ada.say('make it winter');
    await ada.picture(1);
    await ada.page.locator('.replying').waitFor({ state: 'detached' });
    const [first, second] = await submits(2);
    expect(first?.imageUrls).toHaveLength(0);
    expect(second).toMatchObject({ prompt: 'make it winter', imageUrls: [expect.any(String)] });
  });

  it('makes one picture out of three that are dropped into the composer', async () => {
    const colours = ['#c00', '#0c0', '#00c'];
    const files = await Promise.all(
      colours.map(async (background) => ({
        name: `${background.slice(1)}.png`,
        mimeType: 'image/png',
        buffer: await sharp({ create: { width: 64, height: 48, channels: 3, background } })
          .png()
          .toBuffer(),
      })),
    );
    await ada.page.locator('.pick input').setInputFiles(files);
    await ada.page.locator('.attachments li:not(.uploading)').nth(2).waitFor();
    await ada.say('image 1 and image 2 in the style of image 3');
    await ada.picture(0);
    const [entry] = await submits(1);
    expect(entry?.imageUrls).toHaveLength(3);
    expect(new Set(entry?.imageUrls).size).toBe(3);
  });

  it('cancels what is on its way', async () => {
    await ada.say('/imagine a slow one #stuck');
    await ada.press('Cancel');
    await ada.jobs.getByText('CANCELLED', { exact: true }).waitFor();
    expect(await ada.jobs.locator('.skeleton, img').count()).toBe(0);
  });

  it('says why a blocked request has no picture', async () => {
    await ada.say('/imagine a thing #block');
    await ada.page.locator('.job.failed').waitFor();
    expect(await ada.jobs.locator('.status').textContent()).toBe('FAILED');
    expect(await ada.jobs.locator('.sentence').allTextContents()).not.toEqual([]);
    expect(await ada.jobs.locator('img').count()).toBe(0);
    expect(await ada.violations()).toEqual([]);
  });

  it('shows a private picture to nobody else until it is shared', async () => {
    const ben = await StudioRoomPage.open(browser, studio.url);
    await ada.page.getByLabel('Only for me').check();
    await ada.say('/imagine a secret garden');
    await ada.picture(0);
    await ben.page.reload();
    await ben.page.getByText('Nothing has been painted').waitFor();
    expect(await ben.page.locator('.message').count()).toBe(0);
    await ada.press('Share here');
    await ben.page.locator('.message .shot img').waitFor();
    await ben.page.locator('.words').getByText('shared a picture that was private').waitFor();
  });

  it('goes on after a reload in the middle', async () => {
    await ada.say('/imagine an owl #slow');
    await ada.jobs.locator('.skeleton').waitFor();
    await ada.composer.fill('half a thought');
    await ada.page.reload();
    await ada.picture(0);
    expect(await ada.jobs.count()).toBe(1);
    expect(await ada.composer.inputValue()).toBe('half a thought');
  });

  it('goes on with the same message after a restart in the middle, and pays once', async () => {
    await ada.say('/imagine a fox in snow #slow');
    await ada.jobs.locator('.skeleton').waitFor();
    await submits(1);
    const id = await ada.page.locator('.of-job').getAttribute('id');
    await studio.stop();
    await ada.page.locator('.lost').waitFor();
    expect(await ada.jobs.locator('.skeleton').count()).toBe(1);
    const port = Number(new URL(studio.url).port);
    studio = await startEmulatedStudio(emulator, inDir(), { pageDir, port });
    await ada.picture(0);
    await ada.page.locator('.lost').waitFor({ state: 'detached' });
    expect(await ada.page.locator('.of-job').getAttribute('id')).toBe(id);
    expect(await ada.jobs.count()).toBe(1);
    expect(emulator.ledger()).toHaveLength(1);
  });

  it('shows hostile words as words, and stays in its frame at 360 px', async () => {
    const markup = '<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3)';
    await ada.press(`You are ${await ada.page.locator('.me').innerText()}. Change your name`);
    await ada.page.getByLabel('Name', { exact: true }).fill('<b onclick=alert(4)>\u202EadA');
    await ada.press('Keep it');
    await ada.press('Room');
    const hostile = [markup, '\u202Eevil\u2066 words\u2069', 'x'.repeat(10_000), '🦊'.repeat(500)];
    for (const [index, words] of hostile.entries()) {
      await ada.say(`/imagine ${words}`);
      await ada.picture(index);
    }
    expect(await ada.jobs.nth(0).locator('.prompt').textContent()).toContain(markup);
    expect(await ada.jobs.nth(1).locator('.prompt').textContent()).toContain('evil');
    expect(await ada.jobs.nth(2).locator('.prompt').textContent()).toContain('x'.repeat(100));
    expect(await ada.jobs.nth(3).locator('.prompt').textContent()).toContain('🦊'.repeat(50));
    expect(await ada.page.locator('.for').first().textContent()).toContain('<b onclick=alert(4)>');
    expect(await ada.page.locator('.timeline script, .timeline b, .timeline a').count()).toBe(0);
    await ada.page.setViewportSize({ width: 360, height: 720 });
    expect(await ada.sidewaysPx()).toBe(0);
    await ada.jobs.nth(2).locator('.open').click();
    await ada.page.locator('.detail').waitFor();
    expect(await ada.sidewaysPx()).toBe(0);
    expect(ada.mischief).toEqual([]);
  });

  it('gives axe-core nothing to say, light or dark: empty, delivered, full view, gallery', async () => {
    expect(await ada.violations()).toEqual([]);
    await ada.say('/imagine a lighthouse');
    await ada.picture(0);
    expect(await ada.violations()).toEqual([]);
    await ada.jobs.locator('.open').click();
    await ada.page.locator('.detail img').first().waitFor();
    expect(await ada.violations()).toEqual([]);
    await ada.press('Close');
    await ada.page.locator('dialog').waitFor({ state: 'detached' });
    await ada.press('Gallery');
    await ada.page.locator('.wall img').waitFor();
    expect(await ada.violations()).toEqual([]);
  });
});
