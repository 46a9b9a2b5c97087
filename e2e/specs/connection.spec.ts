// What a person is told while the connection is not as it should be, and that nothing written is lost by it.
import { PASSWORD } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { anotherBuild, way } from '../fixtures/way.ts';
import { SignInPage } from '../pages/door.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

test('a server that is told to stop says so first, and the app comes back by itself', async ({ people, server }) => {
  const [hers, his] = await people.talking();
  // The server gives two browsers little time, and takes less: what stood in the banner for a moment counts as well.
  await hers.page.evaluate(() => {
    const said = new Set<string>();
    Object.assign(window, { said });
    const listen = () => document.querySelectorAll('[role="status"]').forEach((status) => said.add(status.textContent ?? ''));
    new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  expect(await server.stop()).toBe(0);
  const said = () => hers.page.evaluate(() => [...(window as unknown as { said: Set<string> }).said].join('\n'));
  await expect.poll(said).toContain('The server is restarting. Reconnecting');
  await hers.chat.say('written meanwhile');
  await hers.chat.shows('written meanwhile', 'Sending');
  await server.restart();
  for (const { chat } of [hers, his]) await chat.isConnected();
  await hers.chat.shows('written meanwhile', 'Sent');
  await his.chat.shows('written meanwhile');
});

test('“offline” is said of the network, “reconnecting” of the server', async ({ people, server }) => {
  const hers = await (await people.register('Mary')).device();
  await hers.context.setOffline(true);
  await expect(hers.chat.banner).toContainText('You are offline. Messages will be sent when you are back.');
  await expect(hers.chat.banner).not.toContainText(/reconnect/i);
  await hers.context.setOffline(false);
  await hers.chat.isConnected();

  await server.kill();
  await expect(hers.chat.banner).toContainText('Connection lost. Reconnecting');
  await expect(hers.chat.banner).not.toContainText(/offline/i);
  await expect(hers.chat.banner, 'one banner, one thing said').toHaveCount(1);
  await server.restart();
  await hers.chat.isConnected();
  await expect(hers.page.getByRole('status').filter({ hasText: /\S/ }), 'nothing is said while all is well').toHaveCount(0);
});

test('a new version on the server is announced, and the word for it can be put away', async ({ people }) => {
  const [hers] = await people.talking();
  await anotherBuild(hers.page);
  await hers.page.reload();
  await hers.chat.isConnected();
  const word = hers.page.getByText('A new version of Confab is ready.');
  await expect(word).toBeVisible();
  const dismiss = hers.page.getByRole('button', { name: 'Dismiss' });
  await dismiss.focus();
  await hers.page.keyboard.press('Enter');
  await expect(word).toHaveCount(0);
  await expect(hers.chat.composer, 'the focus is not lost with the button').toBeFocused();

  await hers.page.reload();
  await hers.chat.isConnected();
  await hers.chat.composer.fill('half a thought');
  await hers.page.unroute('**/api/session');
  await hers.page.getByRole('button', { name: 'Reload' }).click();
  await expect(hers.chat.composer).toHaveValue('half a thought');
  await expect(word).toHaveCount(0);
});

test('signing out with unsent messages is asked about, and they go out at the next sign-in', async ({ people }) => {
  const [hers, his] = await people.talking();
  const { block, clear } = await way(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await block();
  await hers.chat.say('not sent yet');
  await hers.chat.shows('not sent yet', 'Sending');

  const question = hers.page.getByRole('dialog', { name: 'Sign out with unsent messages?' });
  await hers.chat.signOut.click();
  await expect(question).toContainText('1 message has not been sent yet.');
  await question.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(question).toHaveCount(0);
  await hers.chat.shows('not sent yet', 'Sending');

  await hers.chat.signOut.click();
  await question.getByRole('button', { name: 'Sign out anyway' }).click();
  const door = new SignInPage(hers.page);
  await expect(door.signIn).toBeVisible();
  await expect(his.chat.articles).toHaveCount(0);
  await clear();
  await door.as('mary', PASSWORD);
  await hers.chat.isConnected();
  await his.chat.shows('not sent yet');
  await expect(his.chat.articles).toHaveCount(1);
});

test('a message that has waited for more than a day is sent only if the person says so', async ({ people }) => {
  const [hers, his] = await people.talking();
  const { block, clear } = await way(hers.context);
  await hers.page.reload();
  await hers.chat.isConnected();
  await block();
  for (const text of ['still true', 'no longer true']) {
    await hers.chat.say(text);
    await hers.chat.shows(text, 'Sending');
  }
  const chat = hers.page.url();
  // The clock changes under an empty page: in one that runs, what was set on the old clock could not be cleared any more, and would still go off.
  await hers.page.goto('about:blank');
  await hers.page.clock.setFixedTime(Date.now() + DAY_MS + 60_000);
  await clear();
  await hers.page.goto(chat);
  await hers.chat.isConnected();
  const ask = (text: string) => hers.chat.message(text).getByText('It has waited for more than a day. Send it now?');
  await expect(ask('still true')).toBeVisible();
  await hers.chat.shows('still true', 'Not sent');
  await hers.chat.say('and this is new');
  await his.chat.shows('and this is new');
  await expect(his.chat.articles, 'nothing old went out by itself').toHaveCount(1);

  await hers.chat.message('no longer true').getByRole('button', { name: 'Delete' }).click();
  await expect(hers.chat.message('no longer true')).toHaveCount(0);
  await hers.chat.message('still true').getByRole('button', { name: 'Send now' }).click();
  await hers.chat.shows('still true', 'Sent');
  await his.chat.shows('still true');
  await expect(his.chat.articles).toHaveCount(2);
});
