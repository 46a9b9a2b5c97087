// Settings that this device keeps, and the way to all of them.
import type { Page } from '@playwright/test';

import { expectAccessible } from '../fixtures/a11y.ts';
import { expect, test } from '../fixtures/test.ts';

const SECTIONS = ['Profile', 'Privacy', 'Contacts', 'Notifications', 'Appearance', 'Devices'];

/** The colour behind everything; nothing while there is nothing. */
async function paper(page: Page): Promise<string> {
  return page.evaluate(() => {
    const app = document.querySelector('.app');
    return app ? getComputedStyle(app).backgroundColor : '';
  });
}

test('the settings are reached by a button, each by its own address, and left again', async ({ people }) => {
  const mary = await people.register('Mary');
  const hers = await mary.device();
  await hers.page.getByRole('button', { name: 'Settings' }).click();
  await expect(hers.page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  const sections = hers.page.getByRole('navigation', { name: 'Settings' });
  for (const section of SECTIONS) {
    await sections.getByRole('link', { name: section }).click();
    await expect(hers.page).toHaveURL(`/settings/${section.toLowerCase()}`);
    await expect(hers.page.getByRole('heading', { level: 2, name: section })).toBeVisible();
    await hers.page.reload();
    await expect(hers.page.getByRole('heading', { level: 2, name: section }), 'after a reload').toBeVisible();
    await expectAccessible(hers.page);
  }
  await hers.page.goBack();
  await expect(hers.page.getByRole('heading', { level: 2, name: 'Appearance' })).toBeVisible();
});

test('each setting says what others will see, is saved at once, and is there on the next device', async ({ people }) => {
  const mary = await people.register('Mary');
  const hers = await mary.device();
  await hers.page.goto('/settings/privacy');
  const receipts = hers.page.getByRole('switch', { name: 'Delivered and read' });
  const lastSeen = hers.page.getByRole('combobox', { name: 'Last seen' });
  await expect(receipts).toBeChecked();
  await expect(receipts).toHaveAccessibleDescription(/Others see when their messages have reached you/);
  await receipts.click();
  await expect(receipts).toHaveAccessibleDescription(/Nobody learns what has reached you/);
  await lastSeen.selectOption('My contacts');
  await expect(lastSeen).toHaveAccessibleDescription(/Your contacts see since when/);
  await expect(hers.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();

  const other = await mary.device();
  await other.page.goto('/settings/privacy');
  await expect(other.page.getByRole('switch', { name: 'Delivered and read' })).not.toBeChecked();
  await expect(other.page.getByRole('combobox', { name: 'Last seen' })).toHaveValue('1');
  await receipts.click();
  await expect(other.page.getByRole('switch', { name: 'Delivered and read' }), 'while one looks').toBeChecked();
});

test('one sees the profile as somebody else does', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  const seen = () => hers.page.getByRole('group', { name: 'See my profile as' });
  await hers.page.goto('/settings/privacy');
  await hers.page.getByRole('combobox', { name: 'Typing' }).selectOption('My contacts');
  await hers.page.getByRole('switch', { name: 'Delivered and read' }).click();
  await hers.page.getByRole('link', { name: 'Profile' }).click();
  const viewer = hers.page.getByRole('combobox', { name: 'See my profile as' });
  await expect(seen()).toContainText('They see when you type.');
  await expect(seen()).toContainText('They do not see what has reached you');
  await viewer.selectOption('someone I talk with');
  await expect(seen()).toContainText('They do not see when you type.');
  await expect(seen()).toContainText('While you are here: Online');
  await viewer.selectOption('someone I have blocked');
  await expect(seen()).toContainText('While you are here: Unknown');
});

test('a chosen theme holds at once, in every tab, and from the first paint', async ({ people }) => {
  const mary = await people.register('Mary');
  const hers = await mary.device({ colorScheme: 'light' });
  const other = await hers.page.context().newPage();
  await other.goto('/');
  await expect(other.getByRole('button', { name: 'Settings' })).toBeVisible();
  await hers.page.goto('/settings/appearance');
  const theme = hers.page.getByRole('combobox', { name: 'Theme' });
  await expect(theme).toHaveValue('0');
  const light = await paper(hers.page);
  await theme.selectOption('Dark');
  await expect.poll(() => paper(hers.page)).not.toBe(light);
  const dark = await paper(hers.page);
  await expect.poll(() => paper(other), 'the other tab').toBe(dark);

  // The app is still on its way: only the page and its styles are there.
  await hers.page.route(/\.wasm$/, () => {});
  await hers.page.reload({ waitUntil: 'commit' });
  await expect.poll(() => paper(hers.page), 'the first paint').toBe(dark);
  await hers.page.unroute(/\.wasm$/);
  await hers.page.reload();
  await expect(theme).toHaveValue('2');
  await theme.selectOption('As the system');
  await expect.poll(() => paper(hers.page)).toBe(light);
  await hers.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => paper(hers.page)).toBe(dark);
  await theme.selectOption('Light');
  await expect.poll(() => paper(hers.page)).toBe(light);
});
