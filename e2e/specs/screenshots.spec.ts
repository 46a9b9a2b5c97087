// Pictures of every state of the door, the list and the conversation, to be looked at in `e2e/screenshots/` (not in git).
import { FAILED, failAtTheNextMessage } from '../fixtures/crash.ts';
import { LOOKS } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { sendMany } from '../fixtures/wire.ts';
import { RegisterPage, SignInPage } from '../pages/door.ts';

for (const { name, isNarrow, options, shoot } of LOOKS) {
  test(name, async ({ people, server }) => {
    test.setTimeout(360_000);
    const outside = await (await people.context(options)).newPage();
    const [door, register] = [new SignInPage(outside), new RegisterPage(outside)];
    await door.open();
    await expect(door.signIn).toBeVisible();
    await shoot(outside, '01-sign-in');
    await door.as('nobody', 'not a password at all');
    await expect(door.error.filter({ hasText: /wrong/i })).toBeVisible();
    await shoot(outside, '02-sign-in-refused');
    await register.open();
    await expect(register.create).toBeVisible();
    await shoot(outside, '03-register');
    await register.as('1x', 'Mary', 'short');
    await expect(register.username).toBeFocused();
    await shoot(outside, '04-register-mistakes');

    const [mary, john] = [await people.register('Mary Smith', 'mary'), await people.register('John')];
    await people.register('Joanna Longest-Surname-In-The-Whole-Company Montgomery-Featherstonehaugh'.slice(0, 64), 'joanna');
    const hers = await mary.device(options);
    await shoot(hers.page, '05-no-conversations');
    await hers.chat.newConversation.click();
    await expect(hers.chat.findPeople).toBeFocused();
    await shoot(hers.page, '06-new-conversation');
    await hers.chat.findPeople.fill('Jo');
    await expect(hers.chat.people).toHaveCount(2);
    await shoot(hers.page, '07-people-found');
    await hers.chat.findPeople.fill('zebra');
    await expect(hers.chat.dialog.getByText(/nobody/i)).toBeVisible();
    await shoot(hers.page, '08-nobody-found');
    await hers.page.keyboard.press('Escape');
    await hers.chat.openDirect('John');
    await shoot(hers.page, '09-no-messages');

    const his = await john.device();
    await his.chat.conversation('Mary').click();
    await sendMany(his.page, 'mary', 6, 'Part of a longer story, chapter');
    await hers.chat.shows('Part of a longer story, chapter 6');
    await hers.chat.say('Tea at four?');
    await hers.chat.say('A long one: ' + 'the quick brown fox jumps over the lazy dog, and then '.repeat(6));
    await hers.chat.say('averyverylongwordthatneverends'.repeat(12));
    await hers.chat.say('שלום, מה שלומך? · مرحبا');
    await hers.chat.shows('שלום, מה שלומך? · مرحبا', 'Sent');
    await his.chat.say('Gladly. I bring cake 🍰 – and the recipe:\n\n  200 g butter\n  4 eggs');
    await expect(hers.chat.articles.filter({ hasText: '4 eggs' })).toBeVisible();
    await shoot(hers.page, '10-conversation');
    await shoot(his.page, `10-conversation-of-the-other`);

    await sendMany(his.page, 'mary', 20, 'More of it');
    await hers.chat.shows('More of it 20');
    await hers.chat.log.hover();
    await hers.page.mouse.wheel(0, -5_000);
    await expect(hers.page.getByRole('button', { name: /jump to latest/i })).toBeVisible();
    await shoot(hers.page, '11-scrolled-to-the-beginning');
    await hers.page.getByRole('button', { name: /jump to latest/i }).click();

    await hers.context.setOffline(true);
    await expect(hers.chat.banner).toBeVisible();
    await hers.chat.say('This will go out later.');
    await hers.chat.shows('This will go out later.', 'Sending');
    await shoot(hers.page, '12-offline-and-sending');
    await hers.context.setOffline(false);
    await hers.chat.isConnected();

    await server.kill();
    await expect(hers.chat.banner).toBeVisible();
    await shoot(hers.page, '13-server-away');
    await server.restart();
    await hers.chat.isConnected();

    await hers.page.goto('/');
    await hers.chat.isConnected();
    await shoot(hers.page, '14-list');
    await hers.page.goto('/no/such/page');
    await expect(hers.page.getByRole('link').first()).toBeVisible();
    await shoot(hers.page, '15-not-found');

    // What no server of ours says when it is asked to is put into its mouth.
    const wire = { say: (_frame: object) => {}, end: async (_code: number) => {}, release: () => {}, holding: false };
    await hers.page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer();
      wire.say = (frame) => socket.send(JSON.stringify(frame));
      wire.end = (code) => socket.close({ code, reason: '' });
      socket.onMessage((message) => {
        const { body } = JSON.parse(message.toString());
        if (body.t === 'history' && wire.holding) {
          wire.release = () => server.send(message);
          return;
        }
        if (body.t !== 'send' || !body.body.text.startsWith('Refused')) return server.send(message);
        const error = { code: 'storage_full', message: '', retry: { t: 'never' } };
        wire.say({ t: 'send_err', cid: body.cid, error });
      });
    });
    await sendMany(his.page, 'mary', 100, 'Yet more of it');
    await hers.page.goto('/');
    await hers.chat.isConnected();
    wire.holding = true;
    await hers.chat.conversation('John').click();
    await hers.chat.shows('Yet more of it 100');
    await hers.chat.log.hover();
    await expect(async () => {
      await hers.page.mouse.wheel(0, -5_000);
      await expect(hers.page.getByText('Loading older messages…')).toBeInViewport({ timeout: 500 });
    }).toPass();
    await shoot(hers.page, '16-loading-older');
    wire.holding = false;
    wire.release();
    await hers.page.getByRole('button', { name: /jump to latest/i }).click();
    await hers.chat.say('Refused, as an example: what to do with it is up to you.');
    await expect(hers.chat.articles.filter({ hasText: 'Not sent' })).toBeInViewport();
    await shoot(hers.page, '17-not-sent');
    await hers.chat.composer.fill('Far too long for one message. '.repeat(600));
    await expect(hers.page.getByText(/16,384 bytes/).last()).toBeVisible();
    await shoot(hers.page, '18-too-long');
    await hers.chat.composer.fill('');
    await hers.page.keyboard.press('Control+/');
    await expect(hers.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await shoot(hers.page, '19-keys');
    await hers.page.keyboard.press('Escape');
    await hers.chat.log.focus();
    await hers.page.keyboard.press('ArrowUp');
    await hers.page.keyboard.press('ArrowUp');
    await shoot(hers.page, '20-message-in-focus');

    wire.say({ t: 'go_away', within_ms: 30_000 });
    await expect(hers.chat.banner).toContainText('restarting');
    await hers.chat.say('Not sent before the server is back.');
    await shoot(hers.page, '21-server-going-away');
    if (isNarrow) await hers.page.getByRole('button', { name: 'Back to conversations' }).click();
    await hers.chat.signOut.click();
    await expect(hers.page.getByRole('dialog', { name: 'Sign out with unsent messages?' })).toBeVisible();
    await shoot(hers.page, '22-sign-out-with-unsent');
    await hers.page.getByRole('button', { name: 'Stay signed in' }).click();

    await hers.page.reload();
    await hers.chat.isConnected();
    await wire.end(4406);
    await expect(hers.page.getByRole('status').filter({ hasText: /out of date/ })).toBeVisible();
    await shoot(hers.page, '23-out-of-date');

    await hers.page.goto('/c/01a1ee56-5e00-7101-8101-010101010101');
    await expect(hers.chat.title).toHaveText('No such conversation');
    await shoot(hers.page, '24-missing-conversation');

    await hers.page.route('**/api/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), build: 'a later one' } });
    });
    await hers.page.goto('/');
    await hers.chat.isConnected();
    await hers.chat.conversation('John').click();
    await expect(hers.page.getByText('A new version of Confab is ready.')).toBeVisible();
    await shoot(hers.page, '25-new-version');

    await failAtTheNextMessage(hers.page);
    await hers.chat.say('The last straw');
    await expect(hers.page.getByRole('alertdialog')).toBeVisible();
    await shoot(hers.page, '26-stopped');
    people.expectAlarms(FAILED);

    await hers.page.unroute('**/api/session');
    await hers.page.goto('/');
    await hers.chat.isConnected();
    const answer = await hers.context.request.post('/api/sign-out', { headers: { 'X-Confab': '1', Origin: server.url } });
    expect(answer.status()).toBe(204);
    await expect(hers.page.getByText(/you were signed out/i)).toBeVisible();
    await shoot(hers.page, '27-signed-out-elsewhere');
  });
}
