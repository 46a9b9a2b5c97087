// Reachable by everyone: by keyboard alone, on a phone, in the dark, and as axe sees it.
import type { Page } from '@playwright/test';

import { expectAccessible } from '../fixtures/a11y.ts';
import { PASSWORD } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { ChatPage } from '../pages/chat.ts';
import { RegisterPage, SignInPage } from '../pages/door.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('all of it by keyboard', async ({ people }) => {
  const john = await (await people.register('John')).device();
  await people.register('Mary');
  const page = await (await people.context()).newPage();
  const { keyboard } = page;
  const [door, chat] = [new SignInPage(page), new ChatPage(page)];
  await page.goto('/');
  await expect(door.signIn).toBeVisible();
  await door.username.focus();
  await keyboard.type('mary');
  await keyboard.press('Tab');
  await expect(door.password).toBeFocused();
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await chat.isConnected();

  await chat.newConversation.focus();
  await keyboard.press('Enter');
  await expect(chat.findPeople, 'the dialog takes the focus').toBeFocused();
  await keyboard.press('Escape');
  await expect(chat.dialog).toHaveCount(0);
  await expect(chat.newConversation, 'and gives it back').toBeFocused();

  await keyboard.press('Enter');
  await keyboard.type('John');
  await expect(chat.people).toHaveCount(1);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(chat.title).toHaveText('John');
  await expect(chat.composer).toBeFocused();
  await keyboard.type('first line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await john.chat.conversation('Mary').click();
  await expect(john.chat.articles.filter({ hasText: 'first line' })).toContainText('second line');
  await expect(chat.composer, 'ready for the next').toBeFocused();
  await expect(chat.composer).toHaveValue('');
});

test('on a phone one sees one thing at a time, and comes back', async ({ people }) => {
  const mary = await people.register('Mary');
  await people.register('John');
  const hers = await mary.device(PHONE);
  await hers.chat.openDirect('John');
  await expect(hers.chat.composer).toBeInViewport({ ratio: 1 });
  await expect(hers.chat.conversations).not.toBeInViewport();
  await hers.chat.say('from the phone');
  await hers.chat.shows('from the phone', 'Sent');
  const width = await hers.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'nothing sticks out sideways').toBeLessThanOrEqual(PHONE.viewport.width);

  const small = await hers.page.getByRole('button').evaluateAll((buttons) => {
    const sizes = buttons.filter((button) => button.checkVisibility()).map((button) => [button, button.getBoundingClientRect()] as const);
    return sizes.filter(([, { width, height }]) => Math.min(width, height) < 44).map(([button]) => button.outerHTML);
  });
  expect(small, 'a finger hits every button').toEqual([]);
  await hers.page.getByRole('link', { name: /back|conversations/i }).or(hers.page.getByRole('button', { name: /back/i })).first().click();
  await expect(hers.chat.conversations).toBeInViewport();
  await expect(hers.chat.conversation('John')).toBeInViewport();
});

test('dark follows the system', async ({ people }) => {
  const mary = await people.register('Mary');
  const brightness = async (colorScheme: 'light' | 'dark') => {
    const { page } = await mary.device({ colorScheme });
    return page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      const colours = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
      const shown = colours.find((colour) => colour !== 'rgba(0, 0, 0, 0)') ?? 'white';
      if (!canvas) throw new Error('no canvas');
      canvas.fillStyle = shown;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 3;
    });
  };
  expect(await brightness('light')).toBeGreaterThan(200);
  expect(await brightness('dark')).toBeLessThan(60);
});

// 320 px is what is left of 1280 at 400 %; 640 × 400 is what a laptop's window holds at 200 %.
for (const [what, viewport] of Object.entries({ '320 px': { width: 320, height: 568 }, '200 % zoom': { width: 640, height: 400 } })) {
  test(`all of it within ${what}`, async ({ people }) => {
    const fits = async (page: Page, where: string) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `${where}: nothing sticks out sideways`).toBeLessThanOrEqual(viewport.width);
    };
    const look = { viewport, deviceScaleFactor: 2 };
    const outside = await (await people.context(look)).newPage();
    const [door, register] = [new SignInPage(outside), new RegisterPage(outside)];
    await register.open();
    await register.create.scrollIntoViewIfNeeded();
    await expect(register.create).toBeInViewport({ ratio: 1 });
    await fits(outside, 'register');
    await door.open();
    await door.signIn.scrollIntoViewIfNeeded();
    await expect(door.signIn).toBeInViewport({ ratio: 1 });
    await fits(outside, 'sign in');

    const [mary, john] = [await people.register('Mary'), await people.register('John')];
    const hers = await mary.device(look);
    await fits(hers.page, 'list');
    await hers.chat.newConversation.click();
    await expect(hers.chat.dialog.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
    await hers.chat.findPeople.fill('John');
    await expect(hers.chat.people).toBeInViewport();
    await fits(hers.page, 'dialog');
    await hers.chat.people.click();
    const his = await john.device();
    await his.chat.conversation('Mary').click();
    await his.chat.say('averyverylongwordthatneverends'.repeat(12));
    await expect(hers.chat.articles).toHaveCount(1);
    await hers.chat.say('Short.');
    await hers.chat.shows('Short.', 'Sent');
    await fits(hers.page, 'conversation');
    for (const part of [hers.chat.title, hers.chat.composer, hers.chat.send]) await expect(part).toBeInViewport({ ratio: 1 });
    await expect(hers.chat.message('Short.')).toBeInViewport({ ratio: 1 });
  });
}

test('forced colours keep what colour alone would have said', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device({ forcedColors: 'active' });
  await hers.chat.openDirect('John');
  const his = await john.device();
  await his.chat.openDirect('Mary');
  await hers.chat.say('mine');
  await his.chat.say('his');
  await hers.chat.shows('his');
  /** The edges that are drawn in a colour of the system around what a message says. */
  const edges = (text: string) =>
    hers.chat.message(text).evaluate((article) => {
      const boxes = [...article.querySelectorAll('*')].map((part) => getComputedStyle(part));
      const background = getComputedStyle(document.body).backgroundColor;
      return boxes.filter((box) => box.borderTopStyle === 'solid' && box.borderTopWidth !== '0px' && ![background, 'rgba(0, 0, 0, 0)'].includes(box.borderTopColor)).length;
    });
  expect(await edges('mine'), 'one sees where a message begins').toBeGreaterThan(0);
  expect(await edges('his')).toBeGreaterThan(0);
  await hers.page.keyboard.press('Shift+Tab');
  const outline = await hers.page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
  expect(outline, 'the focus is seen').not.toBe('none');
  await expectAccessible(hers.page);
});

test('with reduced motion nothing moves by itself', async ({ people }) => {
  /** The longest that anything in the page takes to change, in seconds. */
  const slowest = (page: Page) =>
    page.evaluate(() => {
      const seconds = (list: string) => Math.max(...list.split(',').map((one) => Number.parseFloat(one)));
      const styles = [...document.querySelectorAll('*')].map((element) => getComputedStyle(element));
      return Math.max(...styles.map((style) => Math.max(seconds(style.transitionDuration), seconds(style.animationDuration))));
    });
  const [mary] = [await people.register('Mary'), await people.register('John')];
  const moving = await mary.device({ reducedMotion: 'no-preference' });
  await moving.chat.openDirect('John');
  expect(await slowest(moving.page), 'there is something to switch off').toBeGreaterThan(0);
  const still = await mary.device({ reducedMotion: 'reduce' });
  await still.chat.conversation('John').click();
  await still.chat.newConversation.click();
  await expect(still.chat.findPeople).toBeFocused();
  expect(await slowest(still.page)).toBeLessThan(0.01);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe has no serious finding (${colorScheme})`, async ({ people }) => {
    const outside = await (await people.context({ colorScheme })).newPage();
    await new SignInPage(outside).open();
    await expect(new SignInPage(outside).signIn).toBeVisible();
    await expectAccessible(outside);
    await new RegisterPage(outside).open();
    await expect(new RegisterPage(outside).create).toBeVisible();
    await expectAccessible(outside);

    const [mary, john] = [await people.register('Mary'), await people.register('John')];
    const hers = await mary.device({ colorScheme });
    await expectAccessible(hers.page);
    await hers.chat.newConversation.click();
    await hers.chat.findPeople.fill('Jo');
    await expect(hers.chat.people).toHaveCount(1);
    await expectAccessible(hers.page);
    await hers.chat.people.first().click();
    await hers.chat.say('Tea at four?');
    const his = await john.device({ colorScheme });
    await his.chat.conversation('Mary').click();
    await his.chat.say('Gladly.');
    await hers.chat.shows('Gladly.');
    await expectAccessible(hers.page);
    await hers.context.setOffline(true);
    await expect(hers.chat.banner).toBeVisible();
    await hers.chat.say('later');
    await expectAccessible(hers.page);
  });
}

test('without JavaScript the page says what it needs', async ({ people }) => {
  const page = await (await people.context({ javaScriptEnabled: false })).newPage();
  await page.goto('/');
  await expect(page.getByText(/JavaScript/)).toBeVisible();
});

test('an unknown address says so and leads back', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  await hers.page.goto('/no/such/page');
  await expect(hers.page.getByText(/not (here|found)|no such|does not exist/i).first()).toBeVisible();
  await hers.page.getByRole('link').first().click();
  await hers.chat.isConnected();
});
