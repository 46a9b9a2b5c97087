// Pictures of what passes between people, and of the settings, to be looked at in `e2e/screenshots/` (not in git).
import { LOOKS } from '../fixtures/looks.ts';
import { PASSWORD } from '../fixtures/people.ts';
import { paint, setPicture } from '../fixtures/picture.ts';
import { stored, withhold } from '../fixtures/storage.ts';
import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';

for (const { name, isNarrow, options, shoot } of LOOKS) {
  test(name, async ({ people }) => {
    test.setTimeout(360_000);
    const [mary, john, mike] = [await people.register('Mary'), await people.register('John'), await people.register('Mike')];
    const joanna = await people.stranger('Joanna');
    const [hers, his] = [await mary.device(options), await john.device(options)];
    const { page } = hers;
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    const backToTheList = async () => {
      if (isNarrow) await press('Back to conversations');
    };
    const dialog = page.getByRole('dialog');

    await hers.chat.openDirect('John');
    await hers.chat.say('Tea at four?');
    await his.chat.openDirect('Mary');
    await his.page.bringToFront();
    await his.chat.say('Gladly.');
    await hers.chat.shows('Gladly.');
    await hers.chat.shows('Tea at four?', 'Read');
    await expect(async () => {
      await his.chat.composer.pressSequentially('la');
      await expect(page.getByRole('main').getByText('John is typing…')).toBeVisible({ timeout: 500 });
      await shoot(page, '30-read-and-typing');
      await expect(page.getByRole('main').getByText('John is typing…')).toBeVisible({ timeout: 1 });
    }).toPass();
    await hers.chat.message('Tea at four?').getByRole('button', { name: 'Read' }).click();
    await expect(dialog.getByText('Everyone else has read it.')).toBeVisible();
    await shoot(page, '31-why-read');
    await page.keyboard.press('Escape');
    await press('More actions');
    await shoot(page, '32-more-actions');
    await press('Notifications');
    await expect(dialog).toBeVisible();
    await shoot(page, '33-notifications-of-a-conversation');
    await page.keyboard.press('Escape');
    await press('More actions');
    await press('Why is it unread?');
    await expect(dialog).toBeVisible();
    await shoot(page, '34-why-unread');
    await page.keyboard.press('Escape');
    await press('More actions');
    await press('Report');
    await expect(dialog).toBeVisible();
    await shoot(page, '35-report');
    await page.keyboard.press('Escape');

    const stranger = await joanna.device(options);
    await stranger.chat.openDirect('Mary');
    await stranger.chat.say('Hello, we met on the train.');
    await expect(stranger.page.getByText('Waiting for Mary to accept.')).toBeVisible();
    await shoot(stranger.page, '36-request-sent');
    const mikes = await mike.device();
    await sendMany(mikes.page, 'mary', 40, 'Chapter');
    await hers.chat.composer.fill('A draft that is not sent yet');
    await expect.poll(() => stored(page), 'the draft is written down').toContain('A draft that is not sent yet');
    await page.goto('/');
    await hers.chat.isConnected();
    await expect(hers.chat.conversation('Mike')).toContainText('40 unread messages');
    await expect(hers.chat.conversation('John')).toContainText('Draft');
    await shoot(page, '37-list-with-a-request-unread-and-a-draft');
    await hers.chat.conversation('Joanna').click();
    await expect(page.getByText('Joanna wants to talk with you.')).toBeVisible();
    await shoot(page, '38-request');
    await backToTheList();
    await hers.chat.conversation('Mike').click();
    await expect(page.getByRole('separator', { name: 'New messages' })).toBeVisible();
    await shoot(page, '39-new-messages');
    await press('More actions');
    await press('Block Mike');
    await expect(page.getByText('You have blocked Mike.')).toBeVisible();
    await shoot(page, '40-blocked');
    await backToTheList();

    await press(/Mary/);
    await dialog.getByRole('textbox', { name: 'Words' }).fill('On the train');
    await dialog.getByRole('combobox', { name: 'Emoji' }).selectOption('🚆');
    await shoot(page, '41-status');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();

    for (const section of ['Profile', 'Privacy', 'Contacts', 'Notifications', 'Appearance', 'Devices']) {
      await page.goto(`/settings/${section.toLowerCase()}`);
      await expect(page.getByRole('heading', { level: 2, name: section })).toBeVisible();
      if (section === 'Devices') await expect(page.getByText('This device')).toBeVisible();
      await shoot(page, `42-settings-${section.toLowerCase()}`);
    }
    await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
    await press('Make recovery codes');
    const codes = page.getByRole('list', { name: 'Recovery codes' });
    await expect(codes.getByRole('listitem')).toHaveCount(10);
    await codes.scrollIntoViewIfNeeded();
    await shoot(page, '43-recovery-codes');

    await setPicture(page, await paint(page, 'teal', 'tomato'));
    await setPicture(his.page, await paint(page, 'tomato', 'teal'));
    await shoot(page, '46-profile-with-a-picture');
    await his.page.goto('/');
    await page.goto('/');
    await hers.chat.conversation('John').click();
    await hers.chat.shows('Gladly.');
    await expect(hers.chat.message('Gladly.').locator('img')).toHaveJSProperty('complete', true);
    await shoot(page, '47-conversation-with-pictures');

    const outside = await (await people.context(options)).newPage();
    await outside.goto('/recover');
    await expect(outside.getByRole('textbox', { name: 'Recovery code' })).toBeVisible();
    await shoot(outside, '44-recover');

    const other = await mary.device({ ...options, permissions: [] });
    await withhold(other.context);
    await other.page.reload();
    await expect(other.page.getByText('This browser keeps nothing for Confab')).toBeVisible();
    await shoot(other.page, '45-nothing-is-kept');
  });
}
