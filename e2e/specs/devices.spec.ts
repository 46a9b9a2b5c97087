// Devices, the password and recovery codes: who is signed out learns why.
import type { Page } from '@playwright/test';

import { expectAccessible } from '../fixtures/a11y.ts';
import { type Device, PASSWORD, type Person } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { ChatPage } from '../pages/chat.ts';
import { SignInPage } from '../pages/door.ts';

const NEW_PASSWORD = 'another horse, another battery';

const devices = (page: Page) => page.getByRole('list', { name: 'Signed-in devices' }).getByRole('listitem');
const reason = (device: Device, words: RegExp) => device.page.getByRole('status').filter({ hasText: words });

/** The page of devices, and another device of the same person. */
async function twoDevices(person: Person): Promise<[Device, Device]> {
  const [here, there] = [await person.device(), await person.device()];
  await here.page.goto('/settings/devices');
  await expect(devices(here.page).filter({ hasText: 'This device' })).toHaveCount(1);
  return [here, there];
}

async function changePassword(page: Page, current: string): Promise<void> {
  await page.getByLabel('Present password', { exact: true }).fill(current);
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
}

test('a device that is signed out from elsewhere shows why at once', async ({ people }) => {
  const [here, there] = await twoDevices(await people.register('Mary'));
  const before = await devices(here.page).count();
  const other = devices(here.page).filter({ hasNotText: 'This device' }).first();
  // The first of the others is the one that was used last.
  await other.getByRole('button', { name: /^Sign out/ }).click();
  const sure = here.page.getByRole('dialog', { name: 'Sign out?' });
  await sure.getByRole('button', { name: 'Leave signed in' }).click();
  await expect(sure).toBeHidden();
  await other.getByRole('button', { name: /^Sign out/ }).click();
  await sure.getByRole('button', { name: 'Sign out' }).click();
  await expect(reason(there, /signed out from another device/i)).toBeVisible();
  await expect(new SignInPage(there.page).signIn).toBeVisible();
  await expect(devices(here.page)).toHaveCount(before - 1);
});

test('all other devices are signed out at once, and this one goes on', async ({ people }) => {
  const mary = await people.register('Mary');
  const [here, there] = await twoDevices(mary);
  const third = await mary.device();
  await here.page.getByRole('button', { name: 'Sign out all other devices' }).click();
  await here.page.getByRole('dialog', { name: 'Sign out?' }).getByRole('button', { name: 'Sign out' }).click();
  for (const device of [there, third]) await expect(reason(device, /signed out from another device/i)).toBeVisible();
  await expect(devices(here.page)).toHaveCount(1);
  await here.page.goto('/');
  await here.chat.isConnected();
});

test('another password ends the other sessions, and is the one that lets in', async ({ people }) => {
  const [here, there] = await twoDevices(await people.register('Mary'));
  await changePassword(here.page, 'not the present one');
  await expect(here.page.getByText('This is not your present password.')).toBeVisible();
  await expect(here.page.getByLabel('Present password', { exact: true })).toBeFocused();
  await changePassword(here.page, PASSWORD);
  await expect(here.page.getByText(/The password is changed/)).toBeVisible();
  await expect(reason(there, /password was changed/i)).toBeVisible();
  await expect(devices(here.page)).toHaveCount(1);
  await here.page.reload();
  await here.chat.isConnected();

  const door = new SignInPage(there.page);
  await door.as('mary', PASSWORD);
  await expect(door.error.filter({ hasText: /wrong/i })).toBeVisible();
  await door.as('mary', NEW_PASSWORD);
  await there.chat.isConnected();
});

test('a recovery code lets in once, with another password', async ({ people }) => {
  const mary = await people.register('Mary');
  const hers = await mary.device({ permissions: ['clipboard-read', 'clipboard-write'] });
  await hers.page.goto('/settings/devices');
  await hers.page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await hers.page.getByRole('button', { name: 'Make recovery codes' }).click();
  const codes = hers.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await expectAccessible(hers.page);
  const [code] = await codes.allInnerTexts();
  await hers.page.getByRole('button', { name: 'Copy codes' }).click();
  await expect.poll(() => hers.page.evaluate(() => navigator.clipboard.readText())).toContain(code);
  await hers.page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(codes).toHaveCount(0);

  const page = await (await people.context()).newPage();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Password lost?' }).click();
  await expectAccessible(page);
  const recover = async (code: string) => {
    await page.getByRole('textbox', { name: 'Username' }).fill('mary');
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(code);
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
  };
  await recover('0000-0000-0000-0000');
  await expect(page.getByRole('alert').filter({ hasText: /no account with this username and recovery code/ })).toBeVisible();
  await recover(code!.toUpperCase());
  await new ChatPage(page).isConnected();
  await expect(reason(hers, /password was changed/i)).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Password lost?' }).click();
  await recover(code!);
  await expect(page.getByRole('alert').filter({ hasText: /no account with this username and recovery code/ }), 'once').toBeVisible();
});
