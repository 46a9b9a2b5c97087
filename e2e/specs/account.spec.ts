// Making an account, signing in and out, and staying signed in.
import { PASSWORD } from '../fixtures/people.ts';
import { expect, test } from '../fixtures/test.ts';
import { ChatPage } from '../pages/chat.ts';
import { RegisterPage, SignInPage } from '../pages/door.ts';

test('a newcomer makes an account, signs out, and signs in again', async ({ people }) => {
  const page = await (await people.context()).newPage();
  const [door, register, chat] = [new SignInPage(page), new RegisterPage(page), new ChatPage(page)];
  await page.goto('/');
  await expect(door.signIn).toBeVisible();
  await door.register.click();
  await expect(page).toHaveURL(/\/register$/);
  await register.as('mary.smith', 'Mary Smith', PASSWORD);
  await chat.isConnected();

  await chat.signOut.click();
  await expect(door.signIn).toBeVisible();
  await page.goto('/');
  await expect(door.signIn).toBeVisible();

  await door.as('mary.smith', PASSWORD);
  await chat.isConnected();
});

test('a suggested passphrase is long enough and makes the account', async ({ people }) => {
  const page = await (await people.context()).newPage();
  const register = new RegisterPage(page);
  await register.open();
  await register.username.fill('john');
  await register.name.fill('John');
  await register.suggest.click();
  await expect(register.password).toHaveValue(/^.{15,}$/);
  await register.create.click();
  await new ChatPage(page).isConnected();
});

test('a suggested passphrase takes away what was wrong with the last one', async ({ people }) => {
  const page = await (await people.context()).newPage();
  const register = new RegisterPage(page);
  await register.open();
  const wrong = page.getByText(/this one has 5/);
  await register.as('john', 'John', 'short');
  await expect(wrong).toBeVisible();
  await register.suggest.click();
  await expect(wrong).toHaveCount(0);
  await expect(register.password).not.toHaveAttribute('aria-invalid');
  await register.as('john', 'John', 'short');
  await expect(wrong, 'and is told again').toBeVisible();
  await register.suggest.click();
  await register.create.click();
  await new ChatPage(page).isConnected();
});

test('an address that does not exist says so, to people and to programs', async ({ people }) => {
  const page = await (await people.context()).newPage();
  const visit = async (path: string) => (await page.goto(path))?.status();
  for (const path of ['/nowhere', '/c/nobody', '/healthz']) {
    expect(await visit(path), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    const answer = await page.request.get(path, { headers: { Accept: '*/*' } });
    expect([answer.status(), await answer.text()], path).toEqual([404, 'There is nothing at this address.\n']);
  }
  for (const path of ['/', '/sign-in', '/settings/privacy']) expect(await visit(path), path).toBe(200);
});

test('each mistake is named beside its field, and the focus goes there', async ({ people }) => {
  await people.register('Mary');
  const page = await (await people.context()).newPage();
  const register = new RegisterPage(page);
  await register.open();

  await register.as('1x', 'John', PASSWORD);
  await expect(register.username).toBeFocused();
  await expect(page.getByText(/username (has 3 to 32 characters|begins with a letter)/i).last()).toBeVisible();

  await register.as('john', 'John', 'short');
  await expect(register.password).toBeFocused();
  await expect(page.getByText(/this one has 5/)).toBeVisible();
  await expect(register.username, 'nothing typed is lost').toHaveValue('john');

  await register.as('john', 'John', 'short');
  await expect(register.password, 'the same mistake again').toBeFocused();

  // Cyrillic “а”: another string that looks the same.
  await register.as('mаry', 'Mary', PASSWORD);
  await expect(page.getByText(/taken|looks like/i).last()).toBeVisible();
  await expect(register.username).toBeFocused();
});

test('a wrong password and an unknown name are answered alike', async ({ people }) => {
  await people.register('Mary');
  const page = await (await people.context()).newPage();
  const door = new SignInPage(page);
  await door.open();
  const answers: string[] = [];
  for (const [username, password] of [
    ['mary', 'not her password at all'],
    ['nobody', PASSWORD],
  ] as const) {
    await door.as(username, password);
    await expect(door.error.filter({ hasText: /wrong/i })).toBeVisible();
    answers.push(await door.error.filter({ hasText: /wrong/i }).innerText());
    await expect(door.username, 'the name is kept').toHaveValue(username);
  }
  expect(answers[0]).toBe(answers[1]);
});

test('one stays signed in over a reload and a restart of the server', async ({ people, server }) => {
  const mary = await (await people.register('Mary')).device();
  await mary.page.reload();
  await mary.chat.isConnected();
  expect(await server.stop()).toBe(0);
  await server.restart();
  await mary.page.reload();
  await mary.chat.isConnected();
});

test('signing out ends every tab of that browser, and no other device', async ({ people }) => {
  const mary = await people.register('Mary');
  const [laptop, phone] = [await mary.device(), await mary.device()];
  const tab = await laptop.tab();
  await laptop.chat.signOut.click();
  await expect(new SignInPage(tab.page).signIn).toBeVisible();
  await expect(tab.page.getByText(/you were signed out/i), 'where one did not do it oneself, it is said').toBeVisible();
  await expect(laptop.page.getByText(/you were signed out/i)).toHaveCount(0);
  await phone.page.reload();
  await phone.chat.isConnected();
});
