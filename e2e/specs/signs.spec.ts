// Signs of each other: who types, who is there, and what they are called.
import type { Locator } from '@playwright/test';

import type { Device } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';

/** Two people who have both written, so that nothing stands between them. */
async function acquainted(hers: Device, his: Device): Promise<void> {
  await hers.chat.say('Hello, John');
  await his.chat.shows('Hello, John');
  await his.chat.say('Hello, Mary');
  await hers.chat.shows('Hello, Mary');
}

const typing = (device: Device) => device.page.getByRole('main').getByRole('status').filter({ hasText: /typing/ });
const header = (device: Device, presence: string | RegExp) => device.page.getByRole('main').locator('header').getByText(presence);

/** Mary goes on typing until John sees it: what was told a moment ago, before the last message, is not told again at once. */
async function typeUntilSeen(hers: Device, his: Device): Promise<void> {
  await expect(async () => {
    await hers.chat.composer.pressSequentially('la');
    await expect(typing(his)).toHaveText('Mary is typing…', { timeout: 500 });
  }).toPass();
}

/** Whatever a part of the page says from now on. */
async function watch(part: Locator): Promise<() => Promise<string[]>> {
  const said = await part.evaluateHandle((part) => {
    const said: string[] = [];
    new MutationObserver(() => said.push(part.textContent ?? '')).observe(part, { subtree: true, childList: true, characterData: true });
    return said;
  });
  return () => said.jsonValue();
}

test('typing shows and goes when the message is sent', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  await typeUntilSeen(hers, his);
  await expect(his.chat.conversation('Mary')).toContainText('Mary is typing…');
  await expect(typing(hers), 'not to oneself').toHaveCount(0);
  const text = await hers.chat.composer.inputValue();
  await hers.chat.composer.press('Enter');
  await his.chat.shows(text);
  await expect(typing(his)).toHaveCount(0);
});

test('typing goes with the tab', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  await typeUntilSeen(hers, his);
  await hers.page.close();
  // Soon enough that it cannot be the end of its 10 s: it was said again within the last 4.
  await expect(typing(his)).toHaveCount(0, { timeout: 5_000 });
});

test('who closes the last tab is offline, who closes one of two is not', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  const mikes = await (await people.register('Mike')).device();
  await mikes.chat.openDirect('Mary');
  await mikes.chat.say('Hello, Mary');
  await expect(header(hers, 'Online')).toBeVisible();
  await expect(hers.chat.conversation('Mike')).toContainText('Online');
  const said = await watch(hers.page.getByRole('main').locator('header'));
  const second = await his.tab();
  await his.page.close();
  await mikes.page.close();
  // Whoever left after John is offline by now, so that he would be, too.
  await expect(hers.chat.conversation('Mike')).toContainText('Offline', { timeout: 60_000 });
  await expect(header(hers, 'Online')).toBeVisible();
  expect((await said()).filter((words) => words.includes('Offline')), 'not for a moment').toEqual([]);
  await second.page.close();
  await expect(header(hers, /Offline, last seen/)).toBeVisible({ timeout: 60_000 });
  expect((await said()).at(-1)).toContain('Offline');
});

test('who chooses to be invisible looks offline, and gives no sign of typing', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  await expect(header(hers, 'Online')).toBeVisible();
  await his.page.getByRole('button', { name: /John/ }).click();
  const dialog = his.page.getByRole('dialog', { name: 'Set your status' });
  await dialog.getByRole('radio', { name: 'Invisible' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(header(hers, /Offline/)).toBeVisible({ timeout: 10_000 });
  const said = await watch(hers.page.getByRole('main'));
  await his.chat.composer.pressSequentially('nobody sees this');
  await his.chat.say('but this');
  await hers.chat.shows('but this');
  // What came before the message was shown before it.
  expect((await said()).filter((words) => words.includes('is typing'))).toEqual([]);
  await expect(header(hers, /Offline/)).toBeVisible();
});

test('who hides in a conversation that they type gives no sign of it there, and sees none', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  const act = async (name: string) => {
    await his.page.getByRole('button', { name: 'More actions' }).click();
    await his.page.getByRole('button', { name, exact: true }).click();
  };
  await act('Hide here that I type');
  const [toHer, toHim] = [await watch(hers.page.getByRole('main')), await watch(his.page.getByRole('main'))];
  await his.chat.composer.pressSequentially('nobody sees this');
  await his.chat.say('but this');
  await hers.chat.shows('but this');
  await hers.chat.composer.pressSequentially('nor does he see this');
  await hers.chat.say('and this');
  await his.chat.shows('and this');
  // What came before a message was shown before it.
  for (const said of [toHer, toHim]) expect((await said()).filter((words) => words.includes('is typing'))).toEqual([]);

  await act('Show here that I type');
  await typeUntilSeen(hers, his);
});

test('words and an emoji stand beside the name of whoever chose them', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  await his.page.getByRole('button', { name: /John/ }).click();
  const dialog = his.page.getByRole('dialog', { name: 'Set your status' });
  await dialog.getByRole('radio', { name: 'Do not disturb' }).check();
  await dialog.getByRole('textbox', { name: 'Words' }).fill('On the train');
  await dialog.getByRole('combobox', { name: 'Emoji' }).selectOption('🚆');
  await dialog.getByRole('combobox', { name: 'Until' }).selectOption('In 1 hour');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(header(hers, 'Do not disturb')).toBeVisible({ timeout: 10_000 });
  await expect(header(hers, '🚆 On the train')).toBeVisible();
});

test('a new name shows at once everywhere, in old messages too', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  const second = await his.tab();
  await second.page.goto('/settings/profile');
  const name = second.page.getByRole('textbox', { name: 'Display name' });
  await name.fill('Johnny');
  await second.page.getByRole('button', { name: 'Change name' }).click();
  await expect(second.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(hers.chat.title).toHaveText('Johnny');
  await expect(hers.chat.conversation('Johnny')).toBeVisible();
  await expect(hers.chat.articles.filter({ hasText: 'Hello, Mary' }).getByText('Johnny')).toBeVisible();
  await expect(his.page.getByRole('button', { name: /Johnny/ }), 'in the other tab').toBeVisible();
});

test('who shows nobody that they are there sees it of nobody', async ({ people }) => {
  const [hers, his] = await people.talking();
  await acquainted(hers, his);
  await expect(header(hers, 'Online')).toBeVisible();
  const settings = await his.tab();
  await settings.page.goto('/settings/privacy');
  await settings.page.getByRole('combobox', { name: 'Online and status' }).selectOption('Nobody');
  await expect(settings.page.getByText('For everybody you are “Unknown”, here or not.')).toBeVisible();
  await expect(header(hers, 'Unknown')).toBeVisible({ timeout: 10_000 });
  await expect(header(his, 'Unknown')).toBeVisible({ timeout: 10_000 });
});
