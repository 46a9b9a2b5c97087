// What the browser keeps for the app, and what is said when it keeps nothing: in a private window, on a full disk, after its data were cleared.
import type { Page } from '@playwright/test';

import type { Device } from '../fixtures/people.ts';
import { stored, withhold } from '../fixtures/storage.ts';
import { expect, test } from '../fixtures/test.ts';

const bar = ({ page }: Device) => page.getByRole('status').filter({ hasText: 'This browser keeps nothing for Confab' });

/** The disk is full, or has room again: what is written is refused as browsers do. */
async function full(page: Page, full: boolean): Promise<void> {
  await page.evaluate((full) => {
    const store = IDBObjectStore.prototype as IDBObjectStore & { really?: IDBObjectStore['put'] };
    const really = (store.really ??= store.put);
    store.put = full
      ? () => {
          throw new DOMException('full', 'QuotaExceededError');
        }
      : really;
  }, full);
}

test('without a storage the app says so, and works', async ({ people }) => {
  const [hers, his] = await people.talking();
  await expect(bar(hers)).toHaveCount(0);
  await withhold(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await expect(bar(hers)).toBeVisible();
  await hers.chat.say('from a private window');
  await his.chat.shows('from a private window');
  await hers.chat.shows('from a private window', 'Sent');
});

test('on a full disk the app says so, sends all the same, and takes it back', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('kept');
  await his.chat.shows('kept');
  await full(hers.page, true);
  await hers.chat.say('too much');
  await expect(bar(hers)).toBeVisible();
  await his.chat.shows('too much');
  await hers.chat.shows('too much', 'Sent');
  await full(hers.page, false);
  await hers.chat.say('there is room again');
  await his.chat.shows('there is room again');
  await expect(bar(hers)).toHaveCount(0);
});

test('after its data were cleared the app goes on, and keeps what comes', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.composer.fill('a draft');
  await expect.poll(() => stored(hers.page)).toContain('a draft');
  const devtools = await hers.context.newCDPSession(hers.page);
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(hers.page.url()).origin, storageTypes: 'indexeddb' });
  await hers.chat.composer.fill('a draft, and more of it');
  await expect.poll(() => stored(hers.page)).toContain('a draft, and more of it');
  await hers.page.reload();
  await expect(hers.chat.composer).toHaveValue('a draft, and more of it');
  await hers.chat.composer.press('Enter');
  await his.chat.shows('a draft, and more of it');
});
