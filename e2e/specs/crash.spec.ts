// What is left of an app that has stopped, and what others see of it.
import { FAILED, failAtTheNextMessage } from '../fixtures/crash.ts';
import type { Device } from '../fixtures/people.ts';
import { stored } from '../fixtures/storage.ts';
import { expect, test } from '../fixtures/test.ts';
import { UNREAD, icon, lookAway, observe, told } from '../fixtures/told.ts';
import { way } from '../fixtures/way.ts';

const stopped = (device: Device) => device.page.getByRole('alertdialog', { name: 'Confab has stopped' });

test('an app that has stopped says so, and drafts and unsent messages survive', async ({ people }) => {
  const [hers, his] = await people.talking();
  const { block, clear } = await way(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await block();
  await hers.chat.say('in the outbox');
  await hers.chat.shows('in the outbox', 'Sending');
  await hers.chat.composer.fill('half a thought');
  await expect.poll(() => stored(hers.page), 'the draft is written down').toContain('half a thought');

  await failAtTheNextMessage(hers.page);
  await hers.chat.composer.press('Enter');
  await expect(stopped(hers)).toBeVisible();
  const reload = stopped(hers).getByRole('link', { name: 'Reload' });
  await expect(reload).toBeFocused();
  await hers.page.keyboard.press('Tab');
  await expect(hers.chat.composer, 'nothing of what is dead is left to be reached').toHaveCount(0);
  people.expectAlarms(FAILED);

  await clear();
  await reload.click();
  await hers.chat.isConnected();
  await hers.chat.shows('in the outbox', 'Sent');
  await his.chat.shows('in the outbox');
  // Written down before the row was drawn: as a message, or still as a draft.
  const kept = async () => ((await hers.chat.message('half a thought').count()) > 0 ? 'half a thought' : hers.chat.composer.inputValue());
  await expect.poll(kept).toBe('half a thought');
});

test('an app that has stopped tells nothing outside its page any more, and takes no key', async ({ people }) => {
  const [hers, his] = await people.talking();
  await observe(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await lookAway(hers);
  await his.chat.say('hello');
  await expect.poll(() => told(hers)).toEqual({ now: ['John: hello'], ever: 1 });
  await expect(hers.page).toHaveTitle('(1) John – Confab');
  await expect(icon(hers)).toHaveAttribute('href', UNREAD);

  await failAtTheNextMessage(hers.page);
  await his.chat.say('the last straw');
  await expect(stopped(hers)).toBeVisible();
  expect((await told(hers)).now).toEqual([]);
  await expect(hers.page).toHaveTitle('Confab has stopped');
  await expect(icon(hers)).not.toHaveAttribute('href', UNREAD);
  for (const [key, init] of [
    ['k', { ctrlKey: true }],
    ['/', { ctrlKey: true }],
    ['ArrowDown', { altKey: true }],
    ['Escape', {}],
  ] as const) {
    const all = { ...init, key, bubbles: true, cancelable: true };
    const taken = await hers.page.evaluate((all) => !document.body.dispatchEvent(new KeyboardEvent('keydown', all)), all);
    expect(taken, key).toBe(false);
  }
  people.expectAlarms(FAILED);
});

test('an app that has stopped gives no sign of life', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('hello');
  await his.chat.say('hello you');
  const header = his.page.getByRole('main').locator('header');
  await expect(header.getByText('Online')).toBeVisible();

  await failAtTheNextMessage(hers.page);
  await his.chat.say('the last straw');
  await expect(stopped(hers)).toBeVisible();
  await his.chat.say('are you there?');
  await expect(header.getByText(/Offline, last seen/)).toBeVisible({ timeout: 60_000 });
  await expect(his.chat.message('are you there?').getByText('Sent', { exact: true })).toHaveCount(1);
  people.expectAlarms(FAILED);
});

test('what an app that has stopped had not sent, another tab sends', async ({ people }) => {
  const [hers, his] = await people.talking();
  const { block } = await way(hers.page);
  await hers.page.reload();
  await hers.chat.isConnected();
  const second = await hers.tab();
  await block();
  await hers.chat.say('in the outbox');
  await hers.chat.shows('in the outbox', 'Sending');
  await expect.poll(() => stored(hers.page), 'it is written down').toContain('in the outbox');

  await failAtTheNextMessage(hers.page);
  await hers.chat.say('the last straw');
  await expect(stopped(hers)).toBeVisible();
  await second.chat.shows('in the outbox', 'Sent');
  await his.chat.shows('in the outbox');
  people.expectAlarms(FAILED);
});
