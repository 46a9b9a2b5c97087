// A long history: read back to its first message, and the text under the eye never jumps.
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';

const MESSAGES = 2_000;
// As many as the machine manages: two thousand messages are a matter of seconds.
test.use({ settings: ['--frames-per-second', '5000', '--messages-per-second', '5000'] });

/** Less than the log's height, so that something that was in view still is after a step. */
const STEP = 300;
/** Positions are rounded to device pixels. */
const ROUNDING = 2;

/** What a person sees move, frame by frame, against what the wheel asked for. In CSS pixels, downwards. */
interface Motion {
  /** What the wheel asked for, in all. */
  asked: number;
  /** How far what was in view has moved, in all. */
  moved: number;
  /** The farthest that it went against the wheel in one frame. */
  back: number;
  /** The farthest that it ever was ahead of the wheel. */
  ahead: number;
  /** Frames after which nothing was left of what had been in view. */
  lost: number;
}

/** Begins to watch the log. What is in view in two frames in a row shows by how much the view moved between them. */
async function watch(log: Locator): Promise<() => Promise<Motion>> {
  await log.evaluate((log) => {
    const motion: Motion = { asked: 0, moved: 0, back: 0, ahead: 0, lost: 0 };
    Object.assign(window, { motion });
    log.addEventListener('wheel', (event) => (motion.asked -= (event as WheelEvent).deltaY), { passive: true });
    const inView = () => {
      const frame = log.getBoundingClientRect();
      const articles = [...log.querySelectorAll('article, [role="article"]')].map((article) => {
        return [article.textContent?.match(/before time \d+/)?.[0] ?? '', article.getBoundingClientRect()] as const;
      });
      return new Map(articles.filter(([, box]) => frame.top < box.bottom && box.top < frame.bottom).map(([name, box]) => [name, box.top]));
    };
    let before = inView();
    const look = () => {
      const now = inView();
      const same = [...now].find(([name]) => before.has(name));
      if (same) {
        const step = same[1] - (before.get(same[0]) ?? 0);
        motion.moved += step;
        motion.back = Math.min(motion.back, step);
        motion.ahead = Math.max(motion.ahead, motion.moved - motion.asked);
      } else {
        motion.lost += 1;
      }
      before = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => log.evaluate(() => (window as unknown as { motion: Motion }).motion);
}

/** Two frames, and there is something to scroll to, or it is the beginning: a wheel that turns while the next page is on its way turns in vain. */
async function painted(log: Locator): Promise<void> {
  await log.evaluate(async (log, room) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    do {
      await frame();
      await frame();
    } while (log.scrollHeight - log.clientHeight + log.scrollTop < room && !log.textContent?.includes('began'));
  }, 4 * STEP);
}

test(`a history of ${MESSAGES} messages is scrolled to its start without a jump`, async ({ people }) => {
  test.setTimeout(480_000);
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const his = await john.device();
  await sendMany(his.page, 'mary', MESSAGES, 'before time');
  await his.context.close();
  const hers = await mary.device();
  await hers.chat.conversation('John').click();
  await hers.chat.shows(`before time ${MESSAGES}`);
  await hers.chat.log.hover();

  const motion = await watch(hers.chat.log);
  const first = hers.chat.message('before time 1');
  while (!(await first.isVisible())) {
    await hers.page.mouse.wheel(0, -STEP);
    await painted(hers.chat.log);
  }
  // The wheel is answered gradually: the last turn may still be under way.
  await expect.poll(async () => Math.abs((await motion()).asked - (await motion()).moved), 'every turn of the wheel counted').toBeLessThanOrEqual(ROUNDING);
  const { moved, back, ahead, lost } = await motion();
  expect(back, 'it never went against the wheel').toBeGreaterThanOrEqual(-ROUNDING);
  expect(ahead, 'it never went farther than the wheel').toBeLessThanOrEqual(ROUNDING);
  expect(lost, 'it never jumped by a screen').toBe(0);
  expect(moved, 'all of it was passed').toBeGreaterThan(20 * MESSAGES);
  await expect(hers.chat.log.getByText(/began/)).toBeVisible();

  // And back: the button leads to the newest, which is still there.
  await hers.page.getByRole('button', { name: /jump to latest/i }).click();
  await expect(hers.chat.message(`before time ${MESSAGES}`)).toBeInViewport();
});

/** Turns the wheel, and waits until the log has come to rest: it is answered gradually. */
async function scroll(log: Locator, by: number): Promise<void> {
  await log.evaluate((log) => {
    const rest = new Promise<void>((done) => log.addEventListener('scrollend', () => done(), { once: true }));
    Object.assign(window, { rest });
  });
  await log.page().mouse.wheel(0, by);
  await log.evaluate(() => (window as unknown as { rest: Promise<void> }).rest);
}

/** Names the message in the middle of the log, and says where its top is. */
async function middle(log: Locator): Promise<{ name: string; top: number }> {
  return log.evaluate((log) => {
    const frame = log.getBoundingClientRect();
    const centre = frame.top + frame.height / 2;
    const found = [...log.querySelectorAll('article, [role="article"]')].find((article) => {
      return centre <= article.getBoundingClientRect().bottom;
    });
    const name = found?.textContent?.match(/before time \d+/)?.[0];
    if (!found || !name) throw new Error('no message in the middle of the log');
    return { name, top: found.getBoundingClientRect().top };
  });
}

test('scrolled up one stays there, and a button counts what came', async ({ people }) => {
  const [hers, his] = await people.talking();
  // Who answers lets the other see what was read.
  await hers.chat.say('Tell me');
  await sendMany(his.page, 'mary', 30, 'before time');
  await hers.chat.shows('before time 30');
  // What was in view too briefly to count as seen would be counted below, and rightly.
  await his.chat.shows('before time 30', 'Read');
  await hers.chat.log.hover();
  await scroll(hers.chat.log, -600);
  await expect(hers.chat.message('before time 30')).not.toBeInViewport();
  const { name, top } = await middle(hers.chat.log);
  await his.chat.say('news');
  const jump = hers.page.getByRole('button', { name: /jump to latest/i });
  await expect(jump).toContainText('1');
  const box = await hers.chat.message(name).boundingBox();
  expect(Math.abs((box?.y ?? Number.NaN) - top)).toBeLessThanOrEqual(ROUNDING);
  await jump.click();
  await expect(hers.chat.message('news')).toBeInViewport();
  await expect(jump).toHaveCount(0);
});
