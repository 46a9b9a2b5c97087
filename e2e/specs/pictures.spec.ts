// Pictures of people: set, seen by those who may, changed, removed.
import type { Locator } from '@playwright/test';

import { expectAccessible } from '../fixtures/a11y.ts';
import type { Device } from '../fixtures/people.ts';
import { choose, colours, paint, setPicture, showsInitials, showsPicture } from '../fixtures/picture.ts';
import { expect, test } from '../fixtures/test.ts';

const header = ({ page }: Device): Locator => page.getByRole('main').locator('header');
const own = ({ page }: Device): Locator => page.getByRole('button', { name: /@mary$/ });
const trouble = ({ page }: Device, words: RegExp): Locator => page.locator('[aria-live]').getByText(words);

/** Everywhere that Mary is drawn in front of John, who has their conversation open. */
const places = (device: Device): Locator[] => [
  device.chat.conversation('Mary'),
  header(device),
  device.chat.message('Before there was a picture'),
];

test('a picture is seen at once in the list, above and beside old messages, and in every tab', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Before there was a picture');
  await his.chat.shows('Before there was a picture');
  const tab = await his.tab();
  for (const place of places(his)) await showsInitials(place, 'M');

  await setPicture(hers.page, await paint(hers.page, 'lime'));
  for (const place of [...places(his), ...places(tab), own(hers)]) await showsPicture(place);
  await expect(hers.page.getByRole('button', { name: 'Choose a picture' }), 'one stays where one was').toBeFocused();
  await his.chat.newConversation.click();
  await his.chat.findPeople.fill('Mary');
  await showsPicture(his.chat.people.filter({ hasText: '@mary' }));
});

test('a picture that is removed is gone at once, everywhere', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Before there was a picture');
  await his.chat.shows('Before there was a picture');
  const tab = await hers.tab();
  await setPicture(hers.page, await paint(hers.page, 'lime'));
  for (const place of [...places(his), own(tab)]) await showsPicture(place);
  await expectAccessible(his.page);

  const remove = hers.page.getByRole('button', { name: 'Remove picture' });
  await remove.click();
  await expect(hers.page.getByRole('status').filter({ hasText: 'Others see your initials now.' })).toBeVisible();
  await expect(remove, 'one stays where one was').toBeFocused();
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  for (const place of [...places(his), own(hers), own(tab)]) await showsInitials(place, 'M');
});

test('who asks sees no picture until the request is accepted, and none after a block', async ({ people }) => {
  const [mary, mike] = [await people.stranger('Mary'), await people.stranger('Mike')];
  const [hers, mikes] = [await mary.device(), await mike.device()];
  await setPicture(hers.page, await paint(hers.page, 'lime'));
  await setPicture(mikes.page, await paint(mikes.page, 'blue'));
  await mikes.chat.openDirect('Mary');
  await mikes.chat.say('You do not know me');
  await mikes.chat.shows('You do not know me', 'Sent');
  await hers.chat.conversation('Mike').click();
  await showsPicture(header(hers));
  for (const place of [header(mikes), mikes.chat.conversation('Mary')]) await showsInitials(place, 'M');
  await mikes.page.reload();
  for (const place of [header(mikes), mikes.chat.conversation('Mary')]) await showsInitials(place, 'M');

  await hers.page.getByRole('button', { name: 'Accept', exact: true }).click();
  for (const place of [header(mikes), mikes.chat.conversation('Mary')]) await showsPicture(place);
  await hers.page.getByRole('button', { name: 'More actions' }).click();
  await hers.page.getByRole('button', { name: 'Block Mike' }).click();
  for (const place of [header(mikes), mikes.chat.conversation('Mary')]) await showsInitials(place, 'M');
});

test('one sees the picture as somebody else does', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  await setPicture(hers.page, await paint(hers.page, 'lime'));
  const seen = hers.page.getByRole('group', { name: 'See my profile as' });
  const viewer = hers.page.getByRole('combobox', { name: 'See my profile as' });
  await showsPicture(seen);
  for (const other of ['someone who wrote and waits for an answer', 'someone I have blocked']) {
    await viewer.selectOption(other);
    await expect(seen).toContainText('They see your initials instead of your picture.');
    await showsInitials(seen, 'M');
  }
  await viewer.selectOption('someone I talk with');
  await expect(seen).toContainText('They see your picture.');
  await showsPicture(seen);
});

test('of a picture its middle square is taken, and a file that is none is refused and changes nothing', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  await setPicture(hers.page, await paint(hers.page, 'lime', 'red', [3_000, 1_200]));
  expect(await colours(own(hers))).toEqual(['010', '010', '010']);

  await choose(hers.page, { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('Not a picture at all.') });
  await expect(trouble(hers, /This file is no picture that can be read/)).toBeVisible();
  expect(await colours(own(hers))).toEqual(['010', '010', '010']);
  await expectAccessible(hers.page);

  await hers.page.route('**/api/picture', (route) => route.abort());
  const blue = await paint(hers.page, 'blue');
  await choose(hers.page, blue);
  await expect(trouble(hers, /The server does not answer/)).toBeVisible();
  await expect(trouble(hers, /This file is no picture/)).toHaveCount(0);
  expect(await colours(own(hers))).toEqual(['010', '010', '010']);
  await hers.page.unroute('**/api/picture');
  await choose(hers.page, blue);
  await expect.poll(() => colours(own(hers))).toEqual(['001', '001', '001']);
  await expect(trouble(hers, /The server does not answer/)).toHaveCount(0);
});

test('initials stand where a picture does not come', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say('Before there was a picture');
  await his.chat.shows('Before there was a picture');
  await his.page.route('**/api/picture/**', (route) => route.abort());
  const refused = his.page.waitForEvent('requestfailed');
  await setPicture(hers.page, await paint(hers.page, 'lime'));
  await refused;
  for (const place of places(his)) {
    await expect(place.locator('img')).toHaveJSProperty('naturalWidth', 0);
    await expect(place.getByText('M', { exact: true })).toBeVisible();
  }
});
