// "Why?": what is shown, and the chain behind it, by the names that a screen reader says.
import type { Page } from '@playwright/test';

import { expectAccessible } from '../fixtures/a11y.ts';
import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';

const head = (page: Page) => page.getByRole('main').locator('header');
const panel = (page: Page) => page.getByRole('dialog', { name: 'Why?' });

test('a tick says why it is as it is, and when', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Tea at four?');
  await his.page.bringToFront();
  await his.chat.shows('Tea at four?');
  await hers.chat.shows('Tea at four?', 'Read');
  await hers.page.bringToFront();
  await hers.chat.message('Tea at four?').getByRole('button', { name: 'Read' }).click();
  const why = panel(hers.page);
  await expect(why.getByText('Everyone else has read it.')).toBeVisible();
  await expect(why.getByRole('listitem')).toContainText(/John has read it.*Received: .*\d.*Read: .*\d/s);
  await expect(why.getByText('what you write yourself never does')).toBeVisible();
  await expect(why.getByText('Message', { exact: true })).toBeVisible();
  await expectAccessible(hers.page);
  await hers.page.keyboard.press('Escape');
  await expect(why).toHaveCount(0);
});

test('a message of someone else says why by keyboard', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Tea at four?');
  await his.chat.shows('Tea at four?');
  await his.chat.log.focus();
  await his.page.keyboard.press('ArrowUp');
  await expect(his.chat.message('Tea at four?')).toBeFocused();
  await his.page.keyboard.press('Enter');
  const why = panel(his.page);
  await expect(why.getByText('Mary wrote it.')).toBeVisible();
  await expect(why.getByText(/It does not count as unread: you have read up to message 1\.|It counts as unread/)).toBeVisible();
  await his.page.keyboard.press('Escape');
  await expect(his.chat.message('Tea at four?'), 'the focus comes back').toBeFocused();
});

test('what is said stays true while it is looked at', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device();
  await hers.chat.openDirect('John');
  await hers.chat.say('Tea at four?');
  await hers.chat.shows('Tea at four?', 'Sent');
  await hers.chat.message('Tea at four?').getByRole('button', { name: 'Sent' }).click();
  const why = panel(hers.page);
  await expect(why.getByText('not known to have received it')).toBeVisible();
  const his = await john.device();
  await expect(why.getByText('has received it', { exact: false }).filter({ hasText: 'John has received it' })).toBeVisible();
  await expect(why.getByText(/^Received: /)).toBeVisible();
  await his.chat.conversation('Mary').click();
  await expect(why.getByText('Everyone else has read it.')).toBeVisible();
});

test('a badge says what it is made of, and it is the one that is drawn', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device();
  await sendMany(hers.page, 'john', 40, 'Line');
  const his = await john.device();
  await his.chat.conversation('Mary').click();
  await expect(his.page.getByRole('separator', { name: 'New messages' })).toBeVisible();
  await his.page.getByRole('button', { name: 'More actions' }).click();
  await his.page.getByRole('button', { name: 'Why is it unread?' }).click();
  const why = panel(his.page);
  await expect(async () => {
    const badge = his.chat.conversation('Mary').getByText(/^\d+ unread messages?$/);
    const [drawn = 'Nothing unread'] = await badge.allTextContents();
    await expect(why.getByText(drawn, { exact: true })).toBeVisible({ timeout: 500 });
    await expect(why.getByText(/^You have read up to message \d+ of 40, on any device\.$/)).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('someone’s presence says why it is as it is, and stays true', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Hello, John');
  await his.chat.shows('Hello, John');
  await head(hers.page).getByRole('button', { name: 'Online' }).click();
  const why = panel(hers.page);
  await expect(why.getByText('John did something on one of their devices within the last five minutes.')).toBeVisible();
  await expectAccessible(hers.page);

  await his.page.getByRole('button', { name: 'John' }).click();
  const status = his.page.getByRole('dialog', { name: 'Set your status' });
  await status.getByRole('radio', { name: 'Do not disturb' }).check();
  await status.getByRole('textbox', { name: 'Words' }).fill('On the train');
  await status.getByRole('button', { name: 'Save' }).click();
  await expect(why.getByText('John does not want to be disturbed, and says so.')).toBeVisible();
  await expect(why.getByText('On the train')).toBeVisible();
  await his.context.close();
  await expect(why.getByText('No device of John is connected, or they do not want to be seen.')).toBeVisible({ timeout: 60_000 });
  await expect(why.getByText(/^Offline/)).toBeVisible();
});

test('where nothing is known of someone, it says what one’s own part in that is', async ({ people }) => {
  const [mary] = [await people.stranger('Mary'), await people.stranger('John')];
  const hers = await mary.device();
  const unknown = head(hers.page).getByRole('button', { name: 'Unknown' });
  const why = panel(hers.page);
  await hers.chat.openDirect('John');
  await unknown.click();
  await expect(why.getByText('You and John have not both accepted to talk.', { exact: false })).toBeVisible();
  await hers.page.keyboard.press('Escape');
  await expect(why).toHaveCount(0);
  await expect(unknown, 'the focus comes back').toBeFocused();

  await hers.page.getByRole('button', { name: 'More actions' }).click();
  await hers.page.getByRole('button', { name: 'Block John' }).click();
  await expect(hers.page.getByText('You have blocked John.')).toBeVisible();
  await unknown.press('Enter');
  await expect(why.getByText('You have blocked John: neither of you sees whether the other is there.')).toBeVisible();
});
