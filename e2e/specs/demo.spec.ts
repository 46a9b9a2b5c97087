// The demo: a newcomer sees two people talk within a minute.
import { Device } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ settings: ['--demo'] });

test('John, Mary and Mike come in by one click, with a history between them', async ({ people }) => {
  const enter = async (name: string) => {
    const context = await people.context();
    const page = await context.newPage();
    await page.goto('/');
    for (const other of ['John', 'Mary', 'Mike']) {
      await expect(page.getByRole('button', { name: other })).toBeVisible();
    }
    await page.getByRole('button', { name }).click();
    const device = new Device(context, page);
    await device.chat.isConnected();
    return device;
  };
  const [mary, john] = [await enter('Mary'), await enter('John')];
  await expect(john.chat.conversation('Mary'), 'who answered has read').not.toHaveAccessibleName(/unread/);
  await mary.chat.conversation('John').click();
  await john.chat.conversation('Mary').click();
  await expect(mary.chat.articles.first()).toBeVisible();
  await mary.chat.say('Do you see this?');
  await john.chat.shows('Do you see this?');
  await mary.page.goto('/settings/devices');
  await expect(mary.page.getByRole('region', { name: 'Password' })).toContainText('without a password');
  await expect(mary.page.getByRole('button', { name: /Sign out all other devices|Change password|Make recovery codes/ })).toHaveCount(0);
});
