// Someone with 2,000 conversations opens the app, as on any day: the browser has been here before. How long until they can do something, and
// does the list scroll without a hitch?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, type Page, chromium } from '@playwright/test';

import { launch } from '../fixtures/browser.ts';
import { ChatPage } from '../pages/chat.ts';
import { expect, test } from '../fixtures/test.ts';
import { QUICK, median, quantile, record, remark } from './figures.ts';
import { Speaker } from './line.ts';
import { cpu, load } from './trace.ts';

const CONVERSATIONS = 2_000;
/** Browsers in which the others sign up at the same time. */
const SPEAKERS = 4;
/** Visits before the ones that count: Chromium keeps compiled code from the second visit on. */
const WARM_UP = 2;
const VISITS = QUICK ? 5 : 15;
/** From the top of the list to its end, and back. */
const SCROLLS = QUICK ? 2 : 6;

test.use({
  // Two thousand people sign up and write from one place within minutes, which no server need put up with.
  settings: ['--messages-per-second', '10000', '--frames-per-second', '10000', '--password-memory-mib', '19'],
});

test('2,000 conversations are there within a second, and the list scrolls', async ({ people, server }) => {
  const john = await people.register('John');
  const began = Date.now();
  const share = CONVERSATIONS / SPEAKERS;
  const crowd = Array.from({ length: SPEAKERS }, async (_, n) => {
    const speaker = await Speaker.open(server.url);
    await speaker.crowd(john.id, n * share, share);
    await speaker.close();
  });
  await Promise.all(crowd);
  const his = await Speaker.open(server.url, john.session);
  expect(await his.answer()).toBe(CONVERSATIONS);
  await his.close();
  remark(`${CONVERSATIONS} conversations came about in ${Math.round((Date.now() - began) / 1_000)} s`);

  const profile = await mkdtemp(join(tmpdir(), 'confab-bench-'));
  const context = await chromium.launchPersistentContext(profile, { ...launch, baseURL: server.url, viewport: { width: 1280, height: 800 } });
  people.adopt(context);
  await context.addCookies((await people.signIn('john')).cookies);
  await context.addInitScript(watch);

  const opened: Opened[] = [];
  for (let visit = 0; visit < WARM_UP + VISITS; visit += 1) {
    const { page, times } = await open(context);
    if (visit >= WARM_UP) opened.push(times);
    if (visit + 1 === WARM_UP + VISITS) await scroll(page);
    await page.close();
  }
  const of = (time: keyof Opened) => opened.map((times) => times[time]);
  remark(`the list is complete after ${median(of('listed')).toFixed(0)} ms; at worst usable after ${quantile(of('usable'), 1).toFixed(0)} ms`);
  remark(`CPU of the page's main thread until then ${(1_000 * median(of('cpu'))).toFixed(0)} ms, of its scripts ${(1_000 * median(of('scripts'))).toFixed(0)} ms; load ${load()}`);
  await record({
    name: 'app, 2,000 conversations: warm start to usable',
    value: median(of('usable')),
    unit: 'ms',
    budget: 1_000,
    sense: 'at_most',
  });
  await context.close();
  await rm(profile, { recursive: true, force: true });
});

interface Opened {
  listed: number;
  usable: number;
  cpu: number;
  scripts: number;
}

/**
 * Opens the app in a new tab. It is *listed* when everything missed has come and the list is drawn, and *usable* when the first conversation, opened by a click
 * the moment the list is there, is painted with its messages and a composer to write in. Both count from the start of the navigation.
 */
async function open(context: BrowserContext): Promise<{ page: Page; times: Opened }> {
  const page = await context.newPage();
  const used = await cpu(page);
  await page.goto('/');
  await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0, undefined, { polling: 200 });
  const [listed, usable] = await page.evaluate(() => ['listed', 'usable'].map((mark) => performance.getEntriesByName(mark)[0]!.startTime));
  const { tasks, scripts } = await used();
  await expect(new ChatPage(page).composer).toBeVisible();
  return { page, times: { listed: listed!, usable: usable!, cpu: tasks, scripts } };
}

/** Runs in the page before the app: looks at it once a frame, as its person does. */
function watch(): void {
  const nav = 'nav[aria-label="Conversations"]';
  const look = () => {
    const first = document.querySelector<HTMLElement>(`${nav} a`);
    const waits = document.querySelector('.app-notice [role="status"]');
    if (!performance.getEntriesByName('listed').length) {
      if (first && !waits) {
        performance.mark('listed');
        first.click();
      }
    } else if (document.querySelector('[role="log"] article') && document.querySelector('textarea')) {
      // The frame that shows it is done when the task after it begins.
      requestAnimationFrame(() => setTimeout(() => performance.mark('usable')));
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Scrolls the list from end to end by the wheel, and looks at every frame meanwhile. */
async function scroll(page: Page): Promise<void> {
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const box = (await list.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  // What the start left to do is done.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 5_000 })));
  await page.evaluate(() => {
    const seen = { frames: [] as number[], tasks: [] as number[], before: performance.now(), over: false };
    new PerformanceObserver((entries) => entries.getEntries().forEach((task) => seen.tasks.push(task.duration))).observe({ type: 'longtask' });
    const frame = () => {
      const now = performance.now();
      seen.frames.push(now - seen.before);
      seen.before = now;
      if (!seen.over) requestAnimationFrame(frame);
    };
    requestAnimationFrame(() => {
      seen.before = performance.now();
      requestAnimationFrame(frame);
    });
    Object.assign(globalThis, { seen });
  });
  const used = await cpu(page);
  const began = Date.now();
  for (let way = 0; way < SCROLLS; way += 1) {
    const down = way % 2 === 0;
    const atEnd = () =>
      list.evaluate((list, down) => (down ? list.scrollTop + list.clientHeight >= list.scrollHeight - 1 : list.scrollTop <= 0), down);
    while (!(await atEnd())) for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, down ? 400 : -400);
  }
  const took = (Date.now() - began) / 1_000;
  const { tasks } = await used();
  const seen = await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { frames: number[]; tasks: number[]; over: boolean } };
    seen.over = true;
    return seen;
  });
  const late = seen.frames.filter((frame) => frame > 50).length;
  remark(`${seen.frames.length} frames in ${took.toFixed(1)} s of scrolling: p95 ${quantile(seen.frames, 0.95).toFixed(1)} ms, ${late} over 50 ms`);
  remark(`tasks over 50 ms: ${seen.tasks.length}; CPU of the main thread ${((100 * tasks) / took).toFixed(0)} % of a core; load ${load()}`);
  await record({
    name: 'app, 2,000 conversations: worst frame of a scroll',
    value: quantile(seen.frames, 1),
    unit: 'ms',
    budget: 50,
    sense: 'at_most',
  });
}
