// Who has read what, and who may write to whom: two people, on two devices each.
import type { Page } from '@playwright/test';

import type { Device, People } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';

/** The page goes behind another, or comes back. A browser under test shows every page; what it would say is said for it. */
async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);
}

/** Long enough that what was in view would have been read: twice the half second that it takes, and the way to the server. */
async function longEnoughToRead(device: Device): Promise<void> {
  await device.page.evaluate(async () => {
    const begin = performance.now();
    while (performance.now() - begin < 1_500) await new Promise(requestAnimationFrame);
  });
}

/** It is on the server, and nothing else is known of it. */
async function onlySent(device: Device, text: string): Promise<void> {
  await expect(device.chat.message(text).getByText('Sent', { exact: true })).toHaveCount(1);
}

test('a message is sent, delivered and read, and both ends see it', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device();
  await hers.chat.openDirect('John');
  await hers.chat.say('Tea at four?');
  await hers.chat.shows('Tea at four?', 'Sent');

  const his = await john.device();
  await expect(his.chat.conversation('Mary')).toHaveAccessibleName(/1 unread message$/);
  await hers.chat.shows('Tea at four?', 'Delivered');
  await expect(his.page).toHaveTitle('(1) Confab');
  await his.chat.conversation('Mary').click();
  await hers.chat.shows('Tea at four?', 'Read');
  await expect(hers.chat.conversation('John')).toHaveAccessibleName(/Read/);
  await expect(hers.chat.message('Tea at four?').locator('.message-state')).toHaveAttribute('title', /Sent: .*\nDelivered: .*\nRead: /);
  await expect(his.page).toHaveTitle('Mary – Confab');
  await expect(his.chat.conversation('Mary')).not.toHaveAccessibleName(/unread/);
});

test('reading on one device clears the badge on the other, and the divider stays for the visit', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, laptop, phone] = [await mary.device(), await john.device(), await john.device()];
  await sendMany(hers.page, 'john', 3, 'news');
  for (const device of [laptop, phone]) {
    await expect(device.chat.conversation('Mary')).toHaveAccessibleName(/3 unread messages$/);
    await expect(device.page).toHaveTitle('(3) Confab');
  }
  await laptop.chat.conversation('Mary').click();
  const divider = laptop.chat.log.getByRole('separator', { name: 'New messages' });
  await expect(divider).toHaveCount(1);
  await expect(phone.chat.conversation('Mary'), 'within a second or so').not.toHaveAccessibleName(/unread/);
  await expect(phone.page).toHaveTitle('Confab');
  await hers.chat.conversation('John').click();
  await hers.chat.say('one more');
  await hers.chat.shows('one more', 'Read');
  await expect(divider, 'it stands where it stood').toHaveCount(1);
  await laptop.page.goBack();
  await laptop.chat.conversation('Mary').click();
  await laptop.chat.shows('one more');
  await expect(divider).toHaveCount(0);
});

test('a hidden page reads nothing', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await hers.chat.openDirect('John');
  await his.chat.openDirect('Mary');
  await show(his.page, false);
  await hers.chat.say('are you there?');
  await his.chat.shows('are you there?');
  await longEnoughToRead(his);
  await hers.chat.shows('are you there?', 'Delivered');
  await expect(his.page).toHaveTitle('(1) Mary – Confab');
  await show(his.page, true);
  await hers.chat.shows('are you there?', 'Read');
  await expect(his.page).toHaveTitle('Mary – Confab');
});

test('who hides in a conversation what they have read shows nothing of it there, and sees nothing', async ({ people }) => {
  const [hers, his] = await people.talking();
  const act = async (name: string) => {
    await his.page.getByRole('button', { name: 'More actions' }).click();
    await his.page.getByRole('button', { name, exact: true }).click();
  };
  await hers.chat.say('in the open');
  await hers.chat.shows('in the open', 'Read');

  await act('Hide here what I have read');
  await hers.chat.say('in secret');
  await his.chat.shows('in secret');
  await his.chat.say('by him');
  await hers.chat.shows('by him');
  for (const device of [hers, his]) await longEnoughToRead(device);
  await onlySent(hers, 'in secret');
  await hers.chat.shows('in the open', 'Read');
  await onlySent(his, 'by him');

  await act('Show here what I have read');
  await hers.chat.say('in the open again');
  await hers.chat.shows('in the open again', 'Read');
});

/** Mary has sent John forty messages; he opens the conversation, and it begins with the first of them. */
async function opensAtTheFirst(people: People): Promise<Device> {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await sendMany(hers.page, 'john', 40, 'chapter');
  await expect(his.chat.conversation('Mary')).toHaveAccessibleName(/40 unread messages$/);
  await his.chat.conversation('Mary').click();
  await expect(his.chat.message('chapter 1')).toBeInViewport();
  return his;
}

test('many unread messages open at the first, and are read by reading on', async ({ people }) => {
  const his = await opensAtTheFirst(people);
  await expect(his.chat.message('chapter 40')).not.toBeInViewport();
  const jump = his.page.getByRole('button', { name: /^Jump to latest \(\d+\)$/ });
  await expect(jump).toBeVisible();
  await expect(his.chat.conversation('Mary'), 'what was in view is read').not.toHaveAccessibleName(/40 unread/);
  await expect(his.chat.conversation('Mary')).toHaveAccessibleName(/unread messages$/);
  await jump.click();
  await expect(his.chat.message('chapter 40')).toBeInViewport();
  await expect(his.chat.conversation('Mary')).not.toHaveAccessibleName(/unread/);
});

test('what one says is in view, wherever one was reading', async ({ people }) => {
  const his = await opensAtTheFirst(people);
  await his.chat.say('What a long story.');
  await expect(his.chat.message('What a long story.')).toBeInViewport();
  await expect(his.chat.conversation('Mary'), 'so is what was unread').not.toHaveAccessibleName(/unread/);
});

test.describe('after a long time', () => {
  test.use({ settings: ['--messages-per-second', '500', '--frames-per-second', '500'] });

  test('hundreds of unread messages open at the first, and the badge counts down', async ({ people }) => {
    const [mary, john] = [await people.register('Mary'), await people.register('John')];
    const hers = await mary.device();
    await sendMany(hers.page, 'john', 320, 'chapter');
    const his = await john.device();
    await expect(his.chat.conversation('Mary')).toHaveAccessibleName(/320 unread messages$/);
    await his.chat.conversation('Mary').click();
    await expect(his.chat.log.getByRole('separator', { name: 'New messages' })).toBeInViewport();
    await expect(his.chat.message('chapter 1')).toBeInViewport();
    await expect(his.chat.message('chapter 320')).not.toBeInViewport();

    const unread = his.chat.conversation('Mary').getByText(/^\d+ unread messages?$/);
    const badge = async () => Number.parseInt((await unread.allTextContents())[0] ?? '0', 10);
    await expect.poll(badge, 'what is in view is read').toBeLessThan(320);
    const left = await badge();
    expect(left, 'and nothing else').toBeGreaterThan(270);
    await his.chat.log.hover();
    await his.page.mouse.wheel(0, 3_000);
    await expect.poll(badge, 'what was scrolled to is read').toBeLessThan(left - 10);
    expect(await badge()).toBeGreaterThan(0);
    await his.page.getByRole('button', { name: /^Jump to latest/ }).click();
    await expect(his.chat.message('chapter 320')).toBeInViewport();
    await expect.poll(badge).toBe(0);
  });
});

test('a conversation is marked as unread, everywhere, and everything as read', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, laptop, phone] = [await mary.device(), await john.device(), await john.device()];
  await laptop.chat.openDirect('Mary');
  await laptop.page.getByRole('button', { name: 'More actions' }).click();
  await laptop.page.getByRole('button', { name: 'Mark as unread' }).click();
  for (const device of [laptop, phone]) {
    await expect(device.chat.conversation('Mary')).toHaveAccessibleName(/marked as unread$/);
  }
  await phone.chat.conversation('Mary').click();
  await expect(laptop.chat.conversation('Mary')).not.toHaveAccessibleName(/unread/);
  await phone.page.goBack();
  await sendMany(hers.page, 'john', 2, 'news');
  await expect(laptop.chat.conversation('Mary')).toHaveAccessibleName(/2 unread messages$/);
  await laptop.page.getByRole('button', { name: 'Mark all as read' }).click();
  for (const device of [laptop, phone]) {
    await expect(device.chat.conversation('Mary')).not.toHaveAccessibleName(/unread/);
  }
});

test('Alt+Shift+↓ leads to what is unread', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await sendMany(hers.page, 'john', 1, 'news');
  await expect(his.chat.conversation('Mary')).toHaveAccessibleName(/1 unread message$/);
  await his.page.keyboard.press('Alt+Shift+ArrowDown');
  await expect(his.chat.title).toHaveText('Mary');
});

test('a request is accepted', async ({ people }) => {
  const [mary, john] = [await people.stranger('Mary'), await people.stranger('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await hers.chat.openDirect('John');
  await hers.chat.say('Hello, we met on the train.');
  await hers.chat.shows('Hello, we met on the train.', 'Sent');
  await expect(hers.page.getByText('Waiting for John to accept.')).toBeVisible();
  await expect(hers.chat.composer).toHaveCount(0);

  await expect(his.page.getByRole('heading', { name: 'Requests' })).toBeVisible();
  await expect(his.chat.conversations.getByRole('heading', { name: 'Conversations' }), 'over an empty list').toHaveCount(0);
  await expect(his.chat.conversations.getByText('No conversations yet')).toBeVisible();
  await his.chat.conversation('Mary').click();
  await expect(his.page.getByText('Mary wants to talk with you.')).toBeVisible();
  await longEnoughToRead(his);
  await onlySent(hers, 'Hello, we met on the train.');
  await his.page.getByRole('button', { name: 'Accept' }).click();
  await expect(his.chat.composer).toBeFocused();
  await expect(hers.chat.composer).toBeVisible();
  await hers.chat.shows('Hello, we met on the train.', 'Read');
  await his.chat.say('I remember.');
  await hers.chat.shows('I remember.');
});

test('a request is declined: the other hears nothing of it', async ({ people }) => {
  const [mary, john] = [await people.stranger('Mary'), await people.stranger('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  const phone = await john.device();
  await hers.chat.openDirect('John');
  await hers.chat.say('Hello');
  await expect(phone.chat.conversation('Mary')).toBeVisible();
  await his.chat.conversation('Mary').click();
  await his.page.getByRole('button', { name: 'Decline' }).click();
  await expect(his.chat.conversation('Mary')).toHaveCount(0);
  await expect(phone.chat.conversation('Mary'), 'the server knows').toHaveCount(0);
  await his.page.reload();
  await his.chat.isConnected();
  await expect(his.chat.conversation('Mary')).toHaveCount(0);
  await hers.page.reload();
  await onlySent(hers, 'Hello');
  await expect(hers.page.getByText('Waiting for John to accept.')).toBeVisible();
});

test('a request is reported, and stays to be answered', async ({ people }) => {
  const [mary, john] = [await people.stranger('Mary'), await people.stranger('John')];
  const [hers, his] = [await mary.device(), await john.device({ viewport: { width: 390, height: 844 } })];
  await hers.chat.openDirect('John');
  await hers.chat.say('Buy!');
  await his.chat.conversation('Mary').click();
  await his.page.getByRole('button', { name: 'Report' }).click();
  await his.page.getByRole('dialog', { name: 'Report this person' }).getByRole('button', { name: 'Unwanted advertising' }).click();
  const thanks = his.page.getByText('Thank you. Whoever runs this server will look at it.');
  await expect(thanks).toBeVisible();
  const [said, gate] = [await thanks.boundingBox(), await his.page.getByRole('region', { name: 'Between you two' }).boundingBox()];
  if (!said || !gate) throw new Error('both are there');
  // They stand there until they are dismissed, and in nobody's way.
  expect(said.y + said.height, 'what is said covers no answer').toBeLessThan(gate.y);
  await his.page.getByRole('button', { name: 'Block' }).click();
  await expect(his.page.getByText('You have blocked Mary.')).toBeVisible();
});

test('someone is blocked and unblocked', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his, phone] = [await mary.device(), await john.device(), await john.device()];
  await hers.chat.openDirect('John');
  await his.chat.openDirect('Mary');
  await phone.chat.openDirect('Mary');
  await his.page.getByRole('button', { name: 'More actions' }).click();
  await his.page.getByRole('button', { name: 'Report' }).click();
  await his.page.getByRole('dialog', { name: 'Report this person' }).getByRole('button', { name: 'Insults or threats' }).click();
  await expect(his.page.getByText('Thank you. Whoever runs this server will look at it.')).toBeVisible();
  await his.page.getByRole('button', { name: 'More actions' }).click();
  await his.page.getByRole('button', { name: 'Block Mary' }).click();
  // What was just asked for is shown at once; on the other device, when it is done.
  for (const device of [his, phone]) await expect(device.page.getByText('You have blocked Mary.')).toBeVisible();
  await hers.chat.say('Hello?');
  await hers.chat.shows('Hello?', 'Not sent');
  await expect(hers.chat.message('Hello?').getByText(/does not take messages/)).toBeVisible();
  // In the words that someone reads who was declined: a block is not told.
  await expect(hers.chat.conversation('John')).toContainText('Not sent. This person does not take messages from you at the moment.');
  await expect(his.chat.message('Hello?')).toHaveCount(0);
  await his.page.getByRole('button', { name: 'Unblock' }).click();
  for (const device of [his, phone]) await expect(device.chat.composer).toBeVisible();
  await hers.chat.message('Hello?').getByRole('button', { name: 'Retry' }).click();
  await his.chat.shows('Hello?');
});
