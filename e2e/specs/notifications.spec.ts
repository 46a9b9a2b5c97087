// Notifications while a tab lives, one tab that speaks for all, and what a killed tab leaves behind.
import type { BrowserContext, Locator } from '@playwright/test';

import { PASSWORD, type Device, type People, type Person } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { UNREAD, icon, lookAway, observe, told } from '../fixtures/told.ts';
import { anotherBuild } from '../fixtures/way.ts';
import { SignInPage } from '../pages/door.ts';

/** The browser has not asked the person yet; when the app has it ask, this is what they say. No test can press the browser's own button. */
async function beAsked(context: BrowserContext, answer: 'granted' | 'denied'): Promise<void> {
  await context.addInitScript((answer) => {
    let permission: NotificationPermission = 'default';
    Object.defineProperty(window.Notification, 'permission', { get: () => permission });
    window.Notification.requestPermission = async () => (permission = answer);
  }, answer);
}

/** What Mary's page shows outside the window, with John beside it. She looks away; nothing was said yet. */
async function awayFromJohn(people: People): Promise<{ mary: Person; hers: Device; his: Device }> {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await observe(hers.context);
  await hers.page.reload();
  await hers.chat.openDirect('John');
  await his.chat.openDirect('Mary');
  await lookAway(hers);
  return { mary, hers, his };
}

/** It is there. Whether to tell of it was decided when it came. */
async function untold(device: Device, text: string, before: number): Promise<void> {
  await device.chat.shows(text);
  expect((await told(device)).ever, text).toBe(before);
}

/** In the conversation on screen the person chooses of which messages they are told. */
async function tellAbout({ page }: Device, what: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Notifications' }).click();
  const menu = page.getByRole('dialog', { name: 'Notifications' });
  await menu.getByRole('group', { name: 'Tell me about' }).getByRole('radio', { name: what }).check();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
}

test('told when looked away, not when on screen, and taken back when read elsewhere', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device();
  await observe(hers.context);
  await hers.page.reload();
  const phone = await mary.device();
  const his = await john.device();
  await hers.chat.openDirect('John');
  await hers.chat.say('hello');
  await his.chat.conversation('Mary').click();
  await his.chat.say('on screen');
  await his.chat.shows('on screen', 'Read');
  expect(await told(hers)).toEqual({ now: [], ever: 0 });

  await lookAway(hers);
  await his.chat.say('looked away');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: looked away'], ever: 1 });
  await expect(hers.page).toHaveTitle('(1) John – Confab');
  await expect(icon(hers)).toHaveAttribute('href', UNREAD);
  await phone.chat.conversation('John').click();
  await phone.chat.shows('looked away');
  await expect.poll(() => told(hers)).toEqual({ now: [], ever: 1 });
  await expect(icon(hers)).not.toHaveAttribute('href', UNREAD);
});

test('one for two tabs, and none when muted', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('hello');
  await his.chat.say('hello you');
  await hers.chat.shows('hello you');
  await observe(hers.context);
  await hers.page.reload();
  const second = await hers.tab();
  await hers.chat.isConnected();
  await lookAway(hers);
  await lookAway(second);
  await his.chat.say('to both');
  await second.chat.shows('to both');
  await hers.chat.shows('to both');
  await expect.poll(async () => (await told(hers)).ever + (await told(second)).ever).toBe(1);

  await second.page.getByRole('button', { name: 'More actions' }).click();
  await second.page.getByRole('button', { name: 'Notifications' }).click();
  const menu = second.page.getByRole('dialog', { name: 'Notifications' });
  await menu.getByRole('button', { name: 'For 1 hour' }).click();
  await expect(menu.getByRole('status')).toHaveText(/^Muted until/);
  await second.page.keyboard.press('Escape');
  await expect(second.page.getByRole('button', { name: 'More actions' })).toBeFocused();
  await expect(hers.chat.conversation('John').getByText('Muted')).toHaveCount(1);
  await lookAway(hers);
  await lookAway(second);
  await his.chat.say('quietly');
  for (const { chat } of [hers, second]) await chat.shows('quietly');
  expect((await told(hers)).ever + (await told(second)).ever).toBe(1);
});

test('a tab at the sign-in page leaves telling to the one in use', async ({ people }) => {
  const [hers, his] = await people.talking();
  await observe(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  const second = await hers.tab();
  const doors = [hers, second].map(({ page }) => new SignInPage(page));
  await hers.chat.signOut.click();
  for (const door of doors) await expect(door.signIn).toBeVisible();
  await doors[1]?.as('mary', PASSWORD);
  await second.chat.isConnected();
  await lookAway(second);
  // Which tab leads is not to be seen but by what it tells.
  await expect(async () => {
    const { ever } = await told(second);
    await his.chat.say(`hello, ${ever}`);
    await expect.poll(() => told(second), { timeout: 5_000 }).toEqual({ now: [`John: hello, ${ever}`], ever: ever + 1 });
  }).toPass();
  expect(await told(hers)).toEqual({ now: [], ever: 0 });
});

test('of a conversation one is told of all messages, of those that mention one, or of none', async ({ people }) => {
  const { hers, his } = await awayFromJohn(people);
  await his.chat.say('of anything');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: of anything'], ever: 1 });
  await tellAbout(hers, 'Nothing');
  await expect.poll(() => told(hers), 'what was told is taken back').toEqual({ now: [], ever: 1 });
  await his.chat.say('of nothing');
  await untold(hers, 'of nothing', 1);
  await expect(hers.page, 'it counts all the same').toHaveTitle('(2) John – Confab');
  // No message of this server mentions anyone yet.
  await tellAbout(hers, 'Only messages that mention me');
  await his.chat.say('not of her');
  await untold(hers, 'not of her', 1);
  await tellAbout(hers, 'All messages');
  await his.chat.say('of anything again');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: of anything again'], ever: 2 });
});

test('who does not want to be disturbed is told of nothing, until they do', async ({ people }) => {
  const { hers, his } = await awayFromJohn(people);
  const choose = async (mode: string) => {
    await hers.page.getByRole('button', { name: 'Mary' }).click();
    const dialog = hers.page.getByRole('dialog', { name: 'Set your status' });
    await dialog.getByRole('radio', { name: mode }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  };
  await choose('Do not disturb');
  await his.chat.say('in the night');
  await untold(hers, 'in the night', 0);
  await expect(hers.page, 'it counts all the same').toHaveTitle('(1) John – Confab');
  await choose('Automatic');
  await his.chat.say('in the morning');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: in the morning'], ever: 1 });
});

test('on a phone the question leaves the first conversations of the list free', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device({ viewport: { width: 390, height: 844 } });
  await beAsked(hers.context, 'granted');
  await hers.page.reload();
  await hers.chat.isConnected();
  const his = await john.device();
  await his.chat.openDirect('Mary');
  await his.chat.say('of use');
  const question = hers.page.getByRole('status').filter({ hasText: 'Tell you about new messages?' });
  await expect(question).toBeVisible();
  await hers.chat.conversation('John').click();
  await hers.chat.shows('of use');
});

test('the question and a notice stand below each other, below the header and what is over it', async ({ people }) => {
  const [hers, his] = await people.talking();
  await beAsked(hers.context, 'granted');
  await anotherBuild(hers.page);
  await hers.page.reload();
  await hers.chat.isConnected();
  await lookAway(hers);
  await his.chat.say('of use');
  const question = hers.page.getByRole('status').filter({ hasText: 'Tell you about new messages?' });
  const notice = hers.page.getByText('A new version of Confab is ready.');
  const box = async (what: Locator) => (await what.boundingBox()) ?? { y: NaN, height: NaN };
  const apart = async () => {
    const [messages, asked, said] = [await box(hers.chat.log), await box(question), await box(notice)];
    return { header: messages.y <= asked.y, each: asked.y + asked.height <= said.y };
  };
  for (const banner of [false, true]) {
    await hers.context.setOffline(banner);
    await expect(hers.chat.banner).toHaveCount(banner ? 1 : 0);
    for (const width of [1_280, 390]) {
      await hers.page.setViewportSize({ width, height: 800 });
      await expect.poll(apart, `${width} px wide, with a banner: ${banner}`).toEqual({ header: true, each: true });
    }
  }
});

for (const answer of ['granted', 'denied'] as const) {
  test(`the question comes when it is of use, and is answered once (${answer})`, async ({ people }) => {
    const [hers, his] = await people.talking();
    await observe(hers.context);
    await beAsked(hers.context, answer);
    await hers.page.reload();
    await hers.chat.isConnected();
    const bar = hers.page.getByRole('status').filter({ hasText: /notifications|about new messages/ });
    await expect(bar).toHaveCount(0);
    const top = async () => (await hers.chat.log.boundingBox())?.y;
    const before = await top();
    await lookAway(hers);
    await his.chat.say('of use');
    await expect(bar).toContainText('Tell you about new messages?');
    await expect.poll(top, { message: 'it pushes nothing away' }).toBe(before);
    await bar.getByRole('button', { name: 'Turn on notifications' }).click();
    if (answer === 'denied') {
      await expect(bar).toContainText('This browser does not let Confab show notifications.');
      await bar.getByRole('button', { name: 'Close' }).click();
    }
    await expect(bar).toHaveCount(0);
    await his.chat.say('once more');
    if (answer === 'denied') await untold(hers, 'once more', 0);
    else await expect.poll(() => told(hers)).toEqual({ now: ['John: once more'], ever: 1 });
    await expect(bar).toHaveCount(0);
  });
}

test('with sound or silently, with words or without, as one chose on any device', async ({ people }) => {
  const { mary, hers, his } = await awayFromJohn(people);
  await his.chat.say('aloud');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: aloud'], ever: 1 });

  const phone = await mary.device();
  await phone.page.goto('/settings/notifications');
  const saved = phone.page.getByRole('status').filter({ hasText: 'Saved' });
  for (const name of ['Sound', 'Preview']) {
    await phone.page.getByRole('switch', { name }).click();
    await expect(phone.page.getByRole('switch', { name })).not.toBeChecked();
  }
  await expect(saved).toBeVisible();
  await expect(async () => {
    const { ever } = await told(hers);
    await his.chat.say(`again, after ${ever}`);
    await expect.poll(() => told(hers), { timeout: 5_000 }).toEqual({ now: ['New message:  (silent)'], ever: ever + 1 });
  }).toPass();
});

test('of five tabs the one that sends is closed: another sends it, once', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('hello');
  await his.chat.shows('hello');
  const tabs: Device[] = [];
  for (let n = 0; n < 3; n += 1) tabs.push(await hers.tab());
  // In the fifth what it sends is lost on the way, as when it is killed.
  await hers.context.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (!String(frame).includes('"t":"send"')) server.send(frame);
    });
  });
  const killed = await hers.tab();
  await killed.chat.say('mid-send');
  await killed.chat.shows('mid-send', 'Sending');
  await expect(his.chat.message('mid-send')).toHaveCount(0);
  await killed.page.close();
  for (const { chat } of [his, hers, ...tabs]) await chat.shows('mid-send');
});

test('the tab that leads is killed while it sends: what arrived is not doubled, what did not is sent', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('hello');
  await his.chat.shows('hello');
  // From its first message on it hears nothing more: what is stored it takes for lost.
  await hers.page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    let deaf = false;
    socket.onMessage((frame) => {
      deaf ||= String(frame).includes('"t":"send"');
      server.send(frame);
    });
    server.onMessage((frame) => {
      if (!deaf) socket.send(frame);
    });
  });
  await hers.page.reload();
  await hers.chat.isConnected();
  const tabs = [await hers.tab(), await hers.tab()];
  await hers.chat.say('arrived');
  await hers.chat.say('waiting');
  await hers.chat.shows('waiting', 'Sending');
  await his.chat.shows('arrived');
  await expect(his.chat.message('waiting')).toHaveCount(0);
  const debug = await hers.context.newCDPSession(hers.page);
  // It never answers.
  void debug.send('Page.crash').catch(() => {});
  await his.chat.shows('waiting');
  await his.chat.say('after');
  for (const { chat } of [his, ...tabs]) {
    await chat.shows('after');
    await chat.showsInOrder(['hello', 'arrived', 'waiting', 'after']);
    for (const text of ['arrived', 'waiting']) await chat.shows(text);
  }
});
