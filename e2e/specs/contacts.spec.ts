// Who may write to whom: requests, contacts and blocks, from the settings and from the conversation.
import type { Device } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';

const list = (device: Device, name: string) => device.page.getByRole('list', { name }).getByRole('listitem');
const press = (device: Device, name: string) => device.page.getByRole('button', { name }).click();

test('a request waits in the settings, is declined unseen, and is accepted after all', async ({ people }) => {
  const [mary, mike] = [await people.stranger('Mary'), await people.stranger('Mike')];
  const [hers, mikes] = [await mary.device(), await mike.device()];
  await mikes.chat.openDirect('Mary');
  await mikes.chat.say('You do not know me');
  await expect(mikes.page.getByText('Waiting for Mary to accept.')).toBeVisible();
  await mikes.page.goto('/settings/contacts');
  await expect(list(mikes, 'Waiting for an answer')).toContainText(['Mary']);

  await hers.page.goto('/settings/contacts');
  await expect(list(hers, 'Requests')).toContainText(['Mike']);
  await press(hers, 'Decline Mike');
  await expect(list(hers, 'Declined')).toContainText(['Mike']);
  await expect(hers.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(hers.chat.conversation('Mike')).toHaveCount(0);
  await expect(list(mikes, 'Waiting for an answer'), 'he is not told').toContainText(['Mary']);
  await press(hers, 'Accept Mike');
  await expect(hers.chat.conversation('Mike')).toBeVisible();
  await expect(list(mikes, 'Waiting for an answer')).toHaveCount(0);
  await expect(list(hers, 'Declined')).toHaveCount(0);
});

test('a request takes no focus, and gives none to another conversation; accepting it does', async ({ people }) => {
  const [hers, his] = await people.talking();
  const mikes = await (await people.stranger('Mike')).device();
  await mikes.chat.openDirect('Mary');
  await mikes.chat.say('You do not know me');
  const accept = hers.page.getByRole('button', { name: 'Accept' });
  await hers.chat.conversation('Mike').click();
  await expect(accept).toBeVisible();
  await hers.page.goBack();
  await expect(hers.chat.title).toHaveText('John');
  await his.chat.say('and then');
  await hers.chat.shows('and then');
  await expect(hers.chat.composer).not.toBeFocused();
  await hers.page.goForward();
  await accept.click();
  await expect(hers.chat.composer).toBeFocused();
});

test('someone is made a contact, is found among them, and is removed', async ({ people }) => {
  const [mary, john] = [await people.stranger('Mary'), await people.stranger('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await hers.chat.openDirect('John');
  await press(hers, 'More actions');
  await press(hers, 'Add John to contacts');
  await hers.page.goto('/settings/contacts');
  await expect(list(hers, 'Your contacts')).toContainText(['John']);
  await his.chat.openDirect('Mary');
  await his.chat.say('Without asking');
  await his.chat.say('and a second time');
  await press(hers, 'Write John');
  await hers.chat.shows('and a second time');
  await hers.page.goBack();
  await press(hers, 'Remove John');
  await expect(hers.page.getByText('Nobody yet.')).toBeVisible();
  const second = await mary.device();
  await second.page.goto('/settings/contacts');
  await expect(second.page.getByText('Nobody yet.')).toBeVisible();
});

test('a block is undone where all of them are listed', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Hello, John');
  await his.chat.shows('Hello, John');
  await his.chat.say('Hello, Mary');
  await hers.chat.shows('Hello, Mary');
  await press(hers, 'More actions');
  await press(hers, 'Block John');
  await expect(hers.page.getByText('You have blocked John.')).toBeVisible();
  await hers.page.goto('/settings/contacts');
  await expect(list(hers, 'Blocked')).toContainText(['John']);
  await expect(hers.page.getByText('Nobody yet.'), 'no contact any more').toBeVisible();
  await press(hers, 'Unblock John');
  await expect(hers.page.getByText('You have blocked nobody.')).toBeVisible();
  await hers.chat.conversation('John').click();
  await hers.chat.say('Again');
  await his.chat.shows('Again');
});
