// Two people talk: in both directions, in every tab and on every device of both.
import { expect, test } from '../fixtures/test.ts';

test('two people find each other and talk both ways', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await hers.chat.openDirect('John');
  await hers.chat.say('Tea at four?');
  await hers.chat.shows('Tea at four?', 'Sent');

  await his.chat.conversation('Mary').click();
  await his.chat.shows('Tea at four?');
  await his.chat.say('Gladly.\nShall I bring cake?');
  await hers.chat.showsInOrder(['Tea at four?', 'Shall I bring cake?']);
});

test('both start at once and end up in one conversation', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [hers, his] = [await mary.device(), await john.device()];
  await Promise.all([hers.chat.openDirect('John'), his.chat.openDirect('Mary')]);
  await hers.chat.say('I was first');
  await his.chat.say('No, I was');
  await hers.chat.shows('No, I was');
  await his.chat.shows('I was first');
  expect(new URL(hers.page.url()).pathname).toBe(new URL(his.page.url()).pathname);
  await expect(hers.chat.conversations.getByRole('link')).toHaveCount(1);
});

test('a message appears in every tab and on every device of both', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const [laptop, phone, his] = [await mary.device(), await mary.device(), await john.device()];
  await laptop.chat.openDirect('John');
  await phone.chat.conversation('John').click();
  await his.chat.conversation('Mary').click();
  const [tab, hisTab] = [await laptop.tab(), await his.tab()];
  await laptop.chat.say('one');
  await his.chat.shows('one');
  await his.chat.say('two');
  for (const { chat } of [laptop, tab, phone, his, hisTab]) await chat.showsInOrder(['one', 'two']);
});

test('what was said stays after a reload', async ({ people }) => {
  const [hers, his] = await people.talking();
  for (const text of ['one', 'two', 'three']) await hers.chat.say(text);
  await his.chat.showsInOrder(['one', 'two', 'three']);
  await hers.page.reload();
  await hers.chat.showsInOrder(['one', 'two', 'three']);
});

test('what was sent while away is there on return', async ({ people }) => {
  const [mary, john] = [await people.register('Mary'), await people.register('John')];
  const hers = await mary.device();
  await hers.chat.openDirect('John');
  for (let n = 1; n <= 20; n += 1) await hers.chat.say(`for later ${n}`);
  await hers.chat.shows('for later 20', 'Sent');
  const his = await john.device();
  await his.chat.conversation('Mary').click();
  await his.chat.showsInOrder(Array.from({ length: 20 }, (_, n) => `for later ${n + 1}`));
});

test('what one types right after Enter begins the next message', async ({ people }) => {
  const [hers, his] = await people.talking();
  const said = Array.from({ length: 12 }, (_, n) => `quickly ${n}.`);
  await hers.chat.composer.focus();
  for (const text of said) {
    await hers.page.keyboard.type(text);
    await hers.page.keyboard.press('Enter');
  }
  await hers.page.keyboard.type('not sent');
  await his.chat.showsInOrder(said);
  await expect(hers.chat.composer).toHaveValue('not sent');
});

test('bad input is refused with a reason and nothing is lost', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.composer.fill('   ');
  await hers.chat.composer.press('Enter');
  await expect(hers.chat.articles).toHaveCount(0);

  const long = 'x'.repeat(16 * 1024 + 1);
  await hers.chat.composer.fill(long);
  await hers.chat.composer.press('Enter');
  await expect(hers.page.getByText(/16,384 bytes/).last()).toBeVisible();
  await expect(hers.chat.composer, 'the text is kept').toHaveValue(long);

  await hers.chat.say('shorter');
  await his.chat.shows('shorter');
  await expect(his.chat.articles).toHaveCount(1);
});

test('a long message shows its beginning, and the rest when asked', async ({ people }) => {
  const [hers, his] = await people.talking();
  await hers.chat.say(`${'a long story, '.repeat(640)}and here is its end`);
  const story = his.chat.articles.filter({ hasText: 'a long story' });
  await expect(story).toHaveCount(1);
  await expect(story).not.toContainText('and here is its end');
  await story.getByRole('button', { name: 'Show more' }).click();
  await expect(story).toContainText('and here is its end');
  await story.getByRole('button', { name: 'Show less' }).click();
  await expect(story).not.toContainText('and here is its end');
});

test('nobody is found by a name that nobody has, and that is said', async ({ people }) => {
  const hers = await (await people.register('Mary')).device();
  await hers.chat.newConversation.click();
  await hers.chat.findPeople.fill('zebra');
  await expect(hers.chat.dialog.getByText(/no(body|-one| one)/i)).toBeVisible();
  await expect(hers.chat.people).toHaveCount(0);
});
