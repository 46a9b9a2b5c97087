// Parts of the app that are loaded when they are first shown: that they come, stay, and say so when they cannot.
import { expect, test } from '../fixtures/test.ts';

const PARTS = /\/split_[a-z_]+-[0-9a-f]{16}\.wasm$/;

test('a part that cannot be loaded says so, comes at the next try, and stays without a network', async ({ people }) => {
  const mary = await people.register('Mary');
  const context = await people.context({ storageState: await people.signIn(mary.username) });
  await context.route(PARTS, (route) => route.abort());
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'New conversation' }).first(), 'the rest works').toBeVisible();

  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('Control+/');
  await expect(keys.getByRole('alert')).toContainText('did not arrive');
  await expect(keys.getByRole('button', { name: 'Reload' })).toBeVisible();
  await keys.getByRole('button', { name: 'Try again' }).click();
  await expect(keys.getByRole('alert'), 'nothing has changed').toContainText('did not arrive');

  await context.unroute(PARTS);
  await keys.getByRole('button', { name: 'Try again' }).click();
  await expect(keys.getByText('Send the message')).toBeVisible();
  await expect(keys.getByRole('alert')).toHaveCount(0);

  await page.keyboard.press('Control+/');
  await expect(keys).toHaveCount(0);
  await context.setOffline(true);
  await page.keyboard.press('Control+/');
  await expect(keys.getByText('Send the message'), 'loaded once is loaded').toBeVisible();
});

test('parts are not waited for, and are at hand once the browser was idle', async ({ people }) => {
  const context = await people.context();
  const page = await context.newPage();
  const fetched: string[] = [];
  page.on('requestfinished', (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  const announced = await page.locator('link[rel=prefetch]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(announced.length, 'the page announces its parts').toBeGreaterThan(2);
  await expect.poll(() => announced.every((part) => part !== null && fetched.includes(part))).toBe(true);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page.getByRole('button', { name: 'Create account' }), 'without a network').toBeVisible();
});

test('a part that another build has taken away leads to a reload', async ({ people }) => {
  const context = await people.context();
  await context.route(PARTS, (route) => route.fulfill({ status: 404, body: 'There is nothing at this address.' }));
  const page = await context.newPage();
  await page.goto('/register');
  await expect(page.getByRole('alert')).toContainText('did not arrive');
  await context.unroute(PARTS);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
});
