// X1: text stays text. Hostile vectors in every place that shows what somebody wrote, in a real browser: messages, drafts, names (in the search,
// the list, the header, the title, at each message), searches, usernames repeated in errors, addresses. Nothing runs and the policy is never broken.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { BrowserContext } from '@playwright/test';

import { PASSWORD } from '../fixtures/people.ts';
import { stored } from '../fixtures/storage.ts';
import { expect, test } from '../fixtures/test.ts';
import { ChatPage } from '../pages/chat.ts';

/** One vector a line; each would call `alert` or set `window.__xss`. */
const CORPUS = readFileSync(resolve(import.meta.dirname, '../corpus/xss.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');
const NAME_CHARS = 64;
/** Vectors in one message: few enough to name the culprit, and within a message's size. */
const BATCH = 10;

// Hundreds of accounts are made here; the least memory for a hash makes them in seconds.
test.use({ settings: ['--password-memory-mib', '19'] });

/** Makes every execution count: whatever a vector calls leaves its mark, in every frame and before any script. */
async function armed(context: BrowserContext): Promise<BrowserContext> {
  await context.addInitScript(() => {
    const ran: string[] = [];
    Object.defineProperty(window, '__xssRan', { value: ran });
    Object.defineProperty(window, '__xss', { set: (what) => ran.push(`__xss = ${what}`), get: () => undefined });
    for (const name of ['alert', 'confirm', 'prompt', 'print'] as const) {
      Object.defineProperty(window, name, { value: (...what: unknown[]) => ran.push(`${name}(${what.join()})`) });
    }
    document.addEventListener('securitypolicyviolation', (event) => ran.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  return context;
}

/** Everything that ran or was kept from running, in all pages and frames of the context. */
async function ran(context: BrowserContext): Promise<string[]> {
  const frames = context.pages().flatMap((page) => page.frames());
  const marks = await Promise.all(frames.map((frame) => frame.evaluate(() => (window as { __xssRan?: string[] }).__xssRan ?? [])));
  return marks.flat();
}

test('X1: the corpus is as large as promised', () => {
  expect(new Set(CORPUS).size).toBeGreaterThanOrEqual(200);
});

test('X1: the alarm works: a planted injection is seen by the page and by the server', async ({ people, server }) => {
  const mary = await people.register('Mary');
  const hers = await mary.device();
  await armed(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await hers.page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="alert(1)">');
    alert('called');
  });
  await expect.poll(() => ran(hers.context)).toContain('alert(called)');
  await expect.poll(async () => (await ran(hers.context)).some((mark) => mark.startsWith('script-src'))).toBe(true);
  await expect.poll(() => server.metric('confab_csp_reports_total')).toBeGreaterThan(0);
  // The browser may send another report for the same element: this server's are no longer counted.
  server.expectedCspReports = 'any';
  people.alarms.length = 0;
});

test(`X1: ${CORPUS.length} vectors as messages`, async ({ people }) => {
  test.setTimeout(300_000);
  const [hers, his] = await people.talking();
  for (const device of [hers, his]) {
    await armed(device.context);
    await device.page.reload();
    await device.chat.isConnected();
  }
  for (let at = 0; at < CORPUS.length; at += BATCH) {
    const batch = CORPUS.slice(at, at + BATCH);
    await hers.chat.say(`batch ${at}:\n${batch.join('\n')}`);
    for (const { chat } of [hers, his]) {
      const article = chat.articles.filter({ hasText: `batch ${at}:` });
      // `textContent` of what was said, not of its markup: every character is shown as it was typed.
      for (const vector of batch) await expect(article).toContainText(vector.trim().replace(/\s+/g, ' '));
    }
    expect(await ran(his.context), `batch ${at}`).toEqual([]);
  }
  await his.page.reload();
  await his.chat.isConnected();
  await expect(his.chat.articles.first()).toBeVisible();
  for (const { context } of [hers, his]) expect(await ran(context)).toEqual([]);
  const high = await his.chat.articles.evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
  expect(high, 'no message leaves the window').toBeLessThanOrEqual(his.page.viewportSize()?.width ?? 0);
});

test('X1: a message of a thousand lines is shown in part, until one asks for more', async ({ people }) => {
  const [hers, his] = await people.talking();
  const before = 'what others said';
  await his.chat.say(before);
  await hers.chat.shows(before);
  await hers.chat.say(`first${'\n'.repeat(1_000)}last`);
  const tall = his.chat.articles.filter({ hasText: 'first' });
  await expect(tall).toHaveCount(1);
  const screens = () => tall.evaluate((article) => article.getBoundingClientRect().height / window.innerHeight);
  expect(await screens()).toBeLessThan(3);
  await expect(tall).not.toContainText('last');
  await tall.getByRole('button', { name: 'Show more' }).click();
  await expect(tall).toContainText('last');
  expect(await screens()).toBeGreaterThan(3);
  await tall.getByRole('button', { name: 'Show less' }).click();
  await expect(tall).not.toContainText('last');
  expect(await screens()).toBeLessThan(3);
});

test('X1: marks piled upon a letter do not cover what others said', async ({ people }) => {
  const [hers, his] = await people.talking();
  const others = ['said before', 'said after'];
  const marks = ['\u0301', '\u0323', '\u0338'].map((mark) => mark.repeat(1_000)).join('');
  await hers.chat.say('said before');
  await hers.chat.say(`o${marks} pile o${marks}`);
  await hers.chat.say('said after');
  await his.chat.shows('said after');
  const pile = his.chat.articles.filter({ hasText: 'pile' });
  await expect(pile).toHaveCount(1);
  const looks = () => Promise.all(others.map(async (text) => (await his.chat.message(text).screenshot()).toString('base64')));
  const beside = await looks();
  // The same places without it.
  await pile.evaluate((article) => (article.style.visibility = 'hidden'));
  expect((await looks()).map((look, at) => look === beside[at])).toEqual([true, true]);
});

test('X1: vectors as names, in the search, the list, the header, the title and at each message', async ({ people, server }) => {
  test.setTimeout(360_000);
  // What may not be in a name is taken out of it; those here stay as they are.
  const names = CORPUS.filter((vector) => vector.length <= NAME_CHARS && /^[ -~]+$/.test(vector) && !vector.includes('  '));
  expect(names.length).toBeGreaterThan(200);
  const mary = await people.register('Mary');
  names.forEach((name, at) => server.addUser(username(at), name, PASSWORD));
  const hers = await mary.device();
  await armed(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();

  // Sixteen at a time: an answer holds at most twenty. The first of each is talked to: one may write to twenty strangers a day.
  for (let at = 0; at < names.length; at += GROUP.length) {
    const group = names.slice(at, at + GROUP.length);
    await hers.chat.newConversation.click();
    await hers.chat.findPeople.fill(username(at).slice(0, -1));
    await expect(hers.chat.people).toHaveCount(group.length);
    for (const [n, name] of group.entries()) {
      await expect(hers.chat.people.filter({ hasText: username(at + n) })).toContainText(name);
    }
    await hers.chat.people.filter({ hasText: username(at) }).click();
    await expect(hers.chat.title).toHaveText(names[at] ?? '');
    await expect(hers.page).toHaveTitle(`${(names[at] ?? '').trim()} – Confab`);
    await hers.chat.say('hello');
    await hers.chat.shows('hello', 'Sent');
    expect(await ran(hers.context), `names from ${at} on`).toEqual([]);
  }
  await expect(hers.chat.conversations.getByRole('link')).toHaveCount(Math.ceil(names.length / GROUP.length));
});

/** The last letters of the usernames of a group. */
const GROUP = 'abcdefghijklmnop';

/** `xss00a` … so that the first letters name a group. */
function username(at: number): string {
  return `xss${String(Math.floor(at / GROUP.length)).padStart(2, '0')}${GROUP[at % GROUP.length]}`;
}

test(`X1: ${CORPUS.length} vectors typed into the search`, async ({ people }) => {
  const context = await armed((await (await people.register('Mary')).device()).context);
  const page = await context.newPage();
  await page.goto('/');
  const chat = new ChatPage(page);
  await chat.isConnected();
  await chat.newConversation.click();
  for (const [at, vector] of CORPUS.entries()) {
    await chat.findPeople.fill(vector);
    await expect(chat.findPeople).toHaveValue(vector);
    // What was typed is repeated by whoever found nobody; a pause in typing is waited for by every tenth alone.
    if (at % 10 === 0) await expect(chat.dialog.getByRole('status')).toContainText(`Nobody called “${vector.trim()}”`);
  }
  expect(await ran(context)).toEqual([]);
});

test('X1: an error repeats what was typed as text', async ({ people }) => {
  const page = await (await armed(await people.context())).newPage();
  await page.goto('/register');
  for (const vector of CORPUS.slice(0, 40)) {
    await page.getByRole('textbox', { name: 'Username' }).fill(vector);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText(/^A username /)).toBeVisible();
  }
  await page.goto('/sign-in?next=javascript:alert(1)#<img src=x onerror=alert(1)>');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await ran(page.context())).toEqual([]);
});

test(`X1: ${CORPUS.length} vectors as drafts, in the composer, in the list, and read back`, async ({ people }) => {
  const [hers] = await people.talking();
  await people.register('Anna');
  await armed(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  for (let at = 0; at < CORPUS.length; at += BATCH) {
    const batch = CORPUS.slice(at, at + BATCH).join(' ');
    await hers.chat.conversation('John').click();
    await expect(hers.chat.title).toHaveText('John');
    await hers.chat.composer.fill(batch);
    if (at === 0) await hers.chat.openDirect('Anna');
    else await hers.chat.conversation('Anna').click();
    const line = async () => ((await hers.chat.conversation('John').textContent()) ?? '').replace(/\s+/g, '');
    await expect.poll(line, 'the list shows it as it was typed').toContain(batch.slice(0, 40).replace(/\s+/g, ''));
    expect(await ran(hers.context), `batch ${at}`).toEqual([]);
  }
  const last = CORPUS.slice(-(CORPUS.length % BATCH || BATCH)).join(' ');
  await expect.poll(() => stored(hers.page), 'the draft is written down').toContain(last);
  await hers.page.reload();
  await hers.chat.isConnected();
  await hers.chat.conversation('John').click();
  await expect(hers.chat.composer).toHaveValue(last);
  expect(await ran(hers.context)).toEqual([]);
});

test('X1: vectors as addresses', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  await armed(hers.context);
  for (const vector of CORPUS.filter((_, at) => at % 10 === 0)) {
    await hers.page.goto(`/c/${encodeURIComponent(vector)}?q=${encodeURIComponent(vector)}#${vector}`);
    // What looks like a file is for the server to answer, anything else for the app.
    const answer = hers.page.getByRole('heading', { level: 1 }).or(hers.page.getByText('There is nothing at this address.'));
    await expect(answer.first()).toBeVisible();
  }
  expect(await ran(hers.context)).toEqual([]);
});
