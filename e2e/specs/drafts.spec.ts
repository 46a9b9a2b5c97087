// What one begins to write, from device to device.
import type { Device } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';

test('a draft follows a person to another device, and goes when it is sent', async ({ people }) => {
  const [mary] = [await people.register('Mary'), await people.register('John')];
  const [one, other] = [await mary.device(), await mary.device()];
  await one.chat.openDirect('John');
  await one.chat.composer.fill('Tea at');
  await expect(other.chat.conversation('John')).toContainText('Draft: Tea at');
  await other.chat.conversation('John').click();
  await expect(other.chat.composer).toHaveValue('Tea at');
  await other.chat.composer.press('End');
  await other.chat.composer.pressSequentially(' four?');
  await one.chat.newConversation.focus();
  await expect(one.chat.composer).toHaveValue('Tea at four?');
  await other.chat.composer.press('Enter');
  await other.chat.shows('Tea at four?');
  await expect(one.chat.composer).toHaveValue('');
});

test('draft conflict: nothing is overwritten, the other is offered', async ({ people }) => {
  const [mary] = [await people.register('Mary'), await people.register('John')];
  const [one, other] = [await mary.device(), await mary.device()];
  for (const device of [one, other]) await device.chat.openDirect('John');
  await other.context.setOffline(true);
  await expect(other.chat.banner).toBeVisible();
  await other.chat.composer.fill('Coffee?');
  await one.chat.composer.fill('Tea?');
  const third = await mary.device();
  await expect(third.chat.conversation('John'), 'it is on the server').toContainText('Draft: Tea?');
  await other.context.setOffline(false);
  await other.chat.isConnected();
  const offer = other.page.getByRole('list', { name: 'Drafts from other devices' });
  await expect(offer).toContainText(/Draft from .*Tea\?/);
  await expect(other.chat.composer, 'what is being written stays').toHaveValue('Coffee?');
  await expect(one.page.getByRole('list', { name: 'Drafts from other devices' })).toContainText('Coffee?');
  await expect(one.chat.composer).toHaveValue('Tea?');
  await offer.getByRole('button', { name: 'Add it here' }).click();
  await expect(other.chat.composer).toHaveValue('Coffee?\nTea?');
  await expect(offer).toHaveCount(0);
  await one.chat.newConversation.focus();
  await expect(one.chat.composer).toHaveValue('Coffee?\nTea?');
});

test('two tabs of one browser: what was written in each without a connection is kept', async ({ people }) => {
  const [mary] = [await people.register('Mary'), await people.register('John')];
  const one = await mary.device();
  await one.chat.openDirect('John');
  const other = await one.tab();
  await one.context.setOffline(true);
  for (const { chat } of [one, other]) await expect(chat.banner).toBeVisible();
  await one.chat.composer.fill('Tea?');
  await other.chat.composer.fill('Coffee?');
  await one.context.setOffline(false);
  for (const { chat } of [one, other]) await chat.isConnected();
  const offer = ({ page }: Device) => page.getByRole('list', { name: 'Drafts from other devices' });
  await expect(offer(one)).toContainText('Coffee?');
  await expect(offer(other)).toContainText('Tea?');
  await expect(one.chat.composer).toHaveValue('Tea?');
  await expect(other.chat.composer).toHaveValue('Coffee?');
});
