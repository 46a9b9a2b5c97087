// The keys: each does what the list of keys says.
import type { Locator } from '@playwright/test';

import type { Device, People } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';

/** Mary, who has written to each of these. */
async function writingTo(people: People, names: readonly string[]): Promise<Device> {
  const hers = await (await people.register('Mary')).device();
  for (const name of names) {
    await people.register(name);
    await hers.chat.openDirect(name);
    await hers.chat.say(`hello ${name}`);
    await hers.chat.shows(`hello ${name}`, 'Sent');
  }
  return hers;
}

test('Esc closes what is open, and otherwise leads back to writing', async ({ people }) => {
  const [hers] = await people.talking();
  const { keyboard } = hers.page;
  await hers.chat.newConversation.click();
  await hers.chat.findPeople.fill('Jo');
  await keyboard.press('Escape');
  await expect(hers.chat.dialog).toHaveCount(0);
  await expect(hers.chat.newConversation, 'what was closed gives the focus back').toBeFocused();
  await keyboard.press('Escape');
  await expect(hers.chat.composer).toBeFocused();
});

test('Alt with ↑ and ↓ goes from conversation to conversation', async ({ people }) => {
  // The list has the latest on top.
  const hers = await writingTo(people, ['Anna', 'Berta', 'Clara']);
  for (const [key, name] of [
    ['Alt+ArrowDown', 'Berta'],
    ['Alt+ArrowDown', 'Anna'],
    ['Alt+ArrowDown', 'Anna'],
    ['Alt+ArrowUp', 'Berta'],
    ['Alt+ArrowUp', 'Clara'],
    ['Alt+ArrowUp', 'Clara'],
  ] as const) {
    await hers.page.keyboard.press(key);
    await expect(hers.chat.title, key).toHaveText(name);
    await expect(hers.chat.composer, 'one can write at once').toBeFocused();
  }
});

test('opened from the list, by mouse or by Enter, a conversation is ready to be written in', async ({ people }) => {
  const hers = await writingTo(people, ['Anna', 'Berta']);
  for (const name of ['Anna', 'Berta', 'Berta']) {
    await hers.chat.conversation(name).click();
    await expect(hers.chat.title).toHaveText(name);
    await expect(hers.chat.composer, `by a click on ${name}`).toBeFocused();
  }
  await hers.chat.conversation('Anna').focus();
  await hers.page.keyboard.press('Enter');
  await expect(hers.chat.title).toHaveText('Anna');
  await expect(hers.chat.composer, 'by Enter').toBeFocused();
});

test('under a finger nothing raises the keyboard of the screen', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const his = await john.device();
  await his.chat.openDirect('Mary');
  await his.chat.say('first');
  const hers = await mary.device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await hers.chat.conversation('John').tap();
  await hers.chat.shows('first');
  // By the time that this has come from his device, whatever the tap led to is done.
  await his.chat.say('second');
  await hers.chat.shows('second');
  await expect(hers.chat.composer).toBeVisible();
  await expect(hers.chat.composer).not.toBeFocused();
});

test('Ctrl+K opens the switcher, which leads to a recent conversation', async ({ people }) => {
  const hers = await writingTo(people, ['Anna', 'Berta']);
  await hers.page.keyboard.press('Control+k');
  await expect(hers.chat.findPeople).toBeFocused();
  await expect(hers.page.getByRole('listbox', { name: 'Recent conversations' }).getByRole('option')).toHaveCount(2);
  await hers.page.keyboard.press('ArrowDown');
  await hers.page.keyboard.press('Enter');
  await expect(hers.chat.dialog).toHaveCount(0);
  await expect(hers.chat.title).toHaveText('Anna');
  await expect(hers.chat.composer).toBeFocused();

  await hers.page.keyboard.press('Control+k');
  await hers.chat.findPeople.fill('ber');
  await expect(hers.page.getByRole('listbox', { name: 'People' }).getByRole('option')).toHaveCount(1);
  await hers.page.keyboard.press('Enter');
  await expect(hers.chat.title).toHaveText('Berta');
});

test('a key that an input method takes is its own, also where only its code says so', async ({ people }) => {
  const [hers] = await people.talking();
  // Safari ends composing before the key that confirms it. Whether anything was made of it is known when it has been heard.
  const heard = (field: Locator, key: string, keyCode: number) =>
    field.evaluate((field, init) => !field.dispatchEvent(new KeyboardEvent('keydown', init)), { key, keyCode, bubbles: true, cancelable: true });
  await hers.chat.composer.fill('こんにちは');
  expect(await heard(hers.chat.composer, 'Enter', 229), 'it confirms').toBe(false);
  expect(await heard(hers.chat.composer, 'Enter', 13), 'the next one sends').toBe(true);
  await hers.chat.shows('こんにちは', 'Sent');
  await expect(hers.chat.articles).toHaveCount(1);

  await hers.chat.newConversation.click();
  await hers.chat.findPeople.fill('Jo');
  await expect(hers.chat.people).toHaveCount(1);
  for (const key of ['ArrowDown', 'Enter', 'Escape']) expect(await heard(hers.chat.findPeople, key, 229), key).toBe(false);
  await expect(hers.chat.dialog).toBeVisible();
  expect(await heard(hers.chat.findPeople, 'Enter', 13)).toBe(true);
  await expect(hers.chat.dialog).toHaveCount(0);
});

test('Ctrl+/ lists the keys', async ({ people }) => {
  const [hers] = await people.talking();
  const list = hers.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await hers.chat.composer.focus();
  await hers.page.keyboard.press('Control+/');
  for (const words of ['Send the message', 'Previous conversation', 'Close what is open']) await expect(list).toContainText(words);
  await hers.page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(hers.chat.composer).toBeFocused();
});

test('in the messages ↑ and ↓ lead from one to the next, each with its exact time', async ({ people }) => {
  const [hers, his] = await people.talking();
  for (const text of ['one', 'two', 'three']) {
    await hers.chat.say(text);
    await hers.chat.shows(text, 'Sent');
  }
  await his.chat.shows('three');
  await his.chat.log.focus();
  for (const [key, text] of [
    ['ArrowUp', 'three'],
    ['ArrowUp', 'two'],
    ['ArrowUp', 'one'],
    ['ArrowUp', 'one'],
    ['ArrowDown', 'two'],
  ] as const) {
    await his.page.keyboard.press(key);
    await expect(his.chat.message(text), key).toBeFocused();
  }
  // Hours, minutes and seconds, as the reader's language writes them.
  const name = /^Mary: two, .*\d{1,2}:\d{2}:\d{2}/;
  await expect(his.chat.message('two')).toHaveAccessibleName(name);
  const shown = await his.chat.message('two').evaluate((article) => {
    const described = [...article.querySelectorAll('*')].map((part) => getComputedStyle(part, '::after').content);
    return described.join(' ');
  });
  expect(shown, 'and in sight').toMatch(/\d{1,2}:\d{2}:\d{2}/);
  await his.page.keyboard.press('Escape');
  await expect(his.chat.composer).toBeFocused();
});
