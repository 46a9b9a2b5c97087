// Reachable by everyone: by keyboard alone, on a phone, in the dark, and as axe sees it.
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

  for (const button of await hers.page.getByRole('button').all()) {
    const box = (await button.isVisible()) ? await button.boundingBox() : null;
    if (box) expect(Math.min(box.width, box.height), await button.innerText()).toBeGreaterThanOrEqual(44);
  }
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
