// Nothing is lost and nothing comes twice: the server dies, the network goes, the browser is closed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

import { launch } from '../fixtures/browser.ts';
import { PASSWORD, Device } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { way } from '../fixtures/way.ts';
import { SignInPage } from '../pages/door.ts';

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix} ${n + 1}`);

test('the server is killed again and again while both send', async ({ people, server }) => {
  const [hers, his] = await people.talking();
  const all = { hers: numbered('hers', 15), his: numbered('his', 15) };
  for (let n = 0; n < 15; n += 1) {
    await hers.chat.say(all.hers[n] ?? '');
    await his.chat.say(all.his[n] ?? '');
    if (n % 5 === 2) {
      await server.kill();
      await server.restart();
    }
  }
  for (const { chat } of [hers, his]) {
    await chat.isConnected();
    await chat.shows('hers 15', chat === hers.chat ? 'Sent' : undefined);
    await chat.shows('his 15', chat === his.chat ? 'Sent' : undefined);
    await chat.showsInOrder(all.hers);
    await chat.showsInOrder(all.his);
    await expect(chat.articles).toHaveCount(30);
  }
  expect(await hers.chat.articles.allInnerTexts().then(order)).toEqual(await his.chat.articles.allInnerTexts().then(order));
});

/** The messages of the test above in the order in which they are shown. */
function order(articles: string[]): string[] {
  return articles.flatMap((article) => article.match(/\b(hers|his) \d+\b/g) ?? []);
}

test('offline and back: written meanwhile, delivered once', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('before');
  await his.chat.shows('before');

  await hers.context.setOffline(true);
  await expect(hers.chat.banner).toBeVisible();
  for (const text of numbered('offline', 5)) {
    await hers.chat.say(text);
    await hers.chat.shows(text, 'Sending');
  }
  await his.chat.say('are you there?');
  await his.chat.shows('are you there?', 'Sent');
  await expect(his.chat.message('offline 1')).toHaveCount(0);

  await hers.context.setOffline(false);
  await hers.chat.shows('offline 5', 'Sent');
  await hers.chat.isConnected();
  for (const { chat } of [hers, his]) {
    await chat.showsInOrder(['before', ...numbered('offline', 5)]);
    await chat.shows('are you there?');
    await expect(chat.articles).toHaveCount(7);
  }
});

test('the server is away: the banner says so, and it comes back by itself', async ({ people, server }) => {
  const [hers, his] = await people.talking();
  await server.kill();
  await expect(hers.chat.banner).toBeVisible();
  await hers.chat.say('into the void');
  await hers.chat.shows('into the void', 'Sending');
  await server.restart();
  for (const { chat } of [hers, his]) await chat.isConnected();
  await hers.chat.shows('into the void', 'Sent');
  await his.chat.shows('into the void');
});

test('the browser is closed with messages in the outbox', async ({ people, server }) => {
  await people.register('Mary');
  const his = await (await people.register('John')).device();
  const profile = await mkdtemp(join(tmpdir(), 'confab-profile-'));
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, { ...launch, baseURL: server.url, serviceWorkers: 'block' });
    people.adopt(context);
    return context;
  };

  const first = await open();
  const page = await first.newPage();
  await page.goto('/');
  await new SignInPage(page).as('mary', PASSWORD);
  const written = new Device(first, page);
  await written.chat.openDirect('John');
  await written.chat.say('while it was there');
  await written.chat.shows('while it was there', 'Sent');
  await server.kill();
  await expect(written.chat.banner).toBeVisible();
  for (const text of numbered('kept', 3)) {
    await written.chat.say(text);
    await written.chat.shows(text, 'Sending');
  }
  await expect(written.chat.composer, 'all are written down').toHaveValue('');
  await first.close();
  await server.restart();

  const again = await Device.open(await open());
  // Nothing is pressed and no conversation is opened: the outbox empties by itself.
  await his.chat.conversation('Mary').click();
  await his.chat.showsInOrder(['while it was there', ...numbered('kept', 3)]);
  await again.chat.conversation('John').click();
  await again.chat.shows('kept 3', 'Sent');
  for (const { chat } of [again, his]) await expect(chat.articles).toHaveCount(4);
  await again.context.close();
  await rm(profile, { recursive: true, force: true });
});

test('a reload in the middle of sending loses and doubles nothing', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.context.setOffline(true);
  for (const text of numbered('half', 3)) await hers.chat.say(text);
  await hers.chat.shows('half 3', 'Sending');
  await expect(hers.chat.composer, 'all are written down').toHaveValue('');
  await hers.context.setOffline(false);
  await hers.page.reload();
  await hers.chat.shows('half 3', 'Sent');
  await his.chat.showsInOrder(numbered('half', 3));
  await expect(his.chat.articles).toHaveCount(3);
});

test('a refused message says so, keeps its text, and goes out on retry', async ({ people }) => {
  const [hers, his] = await people.talking();
  // The server's answer is replaced on its way: no client of ours sends what the server refuses for good.
  let refusing = true;
  await hers.page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { body } = JSON.parse(message.toString());
      if (body.t !== 'send' || !refusing) return server.send(message);
      const error = { code: 'storage_full', message: 'Full.', retry: { t: 'never' } };
      socket.send(JSON.stringify({ t: 'send_err', cid: body.cid, error }));
    });
  });
  await hers.page.reload();
  await hers.chat.isConnected();
  await hers.chat.say('once more');
  await hers.chat.shows('once more', 'Not sent');
  await expect(hers.chat.message('once more')).toContainText(/disk is full/);
  refusing = false;
  await hers.chat.message('once more').getByRole('button', { name: 'Retry' }).click();
  await hers.chat.shows('once more', 'Sent');
  await his.chat.shows('once more');
  await expect(his.chat.articles).toHaveCount(1);
});

test('an app that is out of date says so, and a reload brings it back with what was written', async ({ people }) => {
  const [hers, his] = await people.talking();
  // The server's own word for it, said on its connection: no server of ours speaks another version.
  let outdate = async () => {};
  await hers.page.routeWebSocket(/\/ws$/, (socket) => {
    socket.connectToServer();
    outdate = () => socket.close({ code: 4406, reason: 'another version' });
  });
  await hers.page.reload();
  await hers.chat.isConnected();
  await outdate();
  const outOfDate = hers.page.getByRole('status').filter({ hasText: /out of date/ });
  await expect(outOfDate).toBeVisible();
  await hers.chat.say('written meanwhile');
  await hers.chat.shows('written meanwhile', 'Sending');
  await hers.chat.composer.fill('half a thought');
  await outOfDate.getByRole('button', { name: 'Reload' }).click();
  await hers.chat.shows('written meanwhile', 'Sent');
  await expect(hers.chat.composer).toHaveValue('half a thought');
  await his.chat.shows('written meanwhile');
  await expect(his.chat.articles).toHaveCount(1);
});

test('two tabs hold the same unsent messages, and each is sent once', async ({ people }) => {
  const [hers, his] = await people.talking();
  const { block, clear } = await way(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await block();
  for (const text of numbered('twice held', 3)) {
    await hers.chat.say(text);
    await hers.chat.shows(text, 'Sending');
  }
  await expect(hers.chat.composer, 'all are written down').toHaveValue('');
  const page = await hers.context.newPage();
  await page.goto('/');
  const tab = new Device(hers.context, page);
  await expect(tab.chat.banner).toBeVisible();

  await clear();
  for (const { chat } of [hers, tab]) await chat.isConnected();
  await tab.chat.conversation('John').click();
  for (const { chat } of [hers, tab]) {
    for (const text of numbered('twice held', 3)) await chat.shows(text, 'Sent');
  }
  for (const { chat } of [hers, tab, his]) {
    await chat.showsInOrder(numbered('twice held', 3));
    await expect(chat.articles).toHaveCount(3);
  }
  for (const { chat } of [hers, tab]) await chat.say('and one from each');
  await his.chat.shows(numbered('twice held', 3)[2] ?? '');
  await expect(his.chat.articles).toHaveCount(5);
});
