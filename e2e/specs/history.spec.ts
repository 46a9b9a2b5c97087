// A long history: read back to its first message, and the text under the eye never jumps.
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';

const MESSAGES = 2_000;
// As many as the machine manages: two thousand messages are a matter of seconds.
test.use({ settings: ['--frames-per-second', '5000'] });

/** Less than half the log's height, so that a message in its middle is still there afterwards. */
const STEP = 200;
/** Positions are rounded to device pixels. */
const ROUNDING = 2;

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

/** How far the log is from the start of what is loaded, whichever end it is laid out from. */
async function fromStart(log: Locator): Promise<number> {
  return log.evaluate((log) => {
    const reversed = log.scrollTop < 0 || getComputedStyle(log).flexDirection === 'column-reverse';
    return reversed ? log.scrollHeight - log.clientHeight + log.scrollTop : log.scrollTop;
  });
}

test(`a history of ${MESSAGES} messages is scrolled to its start without a jump`, async ({ people }) => {
  test.setTimeout(300_000);
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const his = await john.device();
  await sendMany(his.page, 'mary', MESSAGES, 'before time');
  const hers = await mary.device();
  await hers.chat.conversation('John').click();
  await hers.chat.shows(`before time ${MESSAGES}`);
  await hers.chat.log.hover();

  const first = hers.chat.message('before time 1');
  const seen = new Set<string>();
  while (!(await first.isVisible())) {
    const { name, top } = await middle(hers.chat.log);
    seen.add(name);
    const anchor = hers.chat.message(name);
    await hers.page.mouse.wheel(0, -STEP);
    // It moves down by what the wheel asked. At the edge of what is loaded it waits for more, and then must not be moved
    // by what is put above it; the wheel goes on in the next round.
    let moved = 0;
    await expect
      .poll(async () => {
        const box = await anchor.boundingBox();
        moved = (box?.y ?? Number.NaN) - top;
        const atEdge = (await fromStart(hers.chat.log)) <= ROUNDING;
        return Number.isNaN(moved) || 0 < moved || atEdge;
      })
      .toBe(true);
    expect(moved, `${name} follows the wheel and nothing else`).toBeGreaterThanOrEqual(-ROUNDING);
    expect(moved, `${name} follows the wheel and nothing else`).toBeLessThanOrEqual(STEP + ROUNDING);
  }
  expect(seen.size, 'it was read on the way').toBeGreaterThan(200);
  await expect(hers.chat.log.getByText(/beginning|start|began/i)).toBeVisible();

  // And back: the button leads to the newest, which is still there.
  await hers.page.getByRole('button', { name: /jump to latest/i }).click();
  await expect(hers.chat.message(`before time ${MESSAGES}`)).toBeInViewport();
});

test('scrolled up one stays there, and a button counts what came', async ({ people }) => {
  const [hers, his] = await people.talking();
  await sendMany(his.page, 'mary', 30, 'before time');
  await hers.chat.shows('before time 30');
  await hers.chat.log.hover();
  await hers.page.mouse.wheel(0, -600);
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
