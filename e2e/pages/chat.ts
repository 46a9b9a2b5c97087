// The list of conversations and the conversation itself, by the names that a screen reader says.
import { type Locator, type Page, expect } from '@playwright/test';

/** How far an own message has got. */
export type State = 'Sending' | 'Sent' | 'Delivered' | 'Read' | 'Not sent';

export class ChatPage {
  readonly conversations: Locator;
  readonly newConversation: Locator;
  readonly dialog: Locator;
  readonly findPeople: Locator;
  readonly people: Locator;
  readonly title: Locator;
  readonly log: Locator;
  readonly articles: Locator;
  readonly composer: Locator;
  readonly send: Locator;
  readonly banner: Locator;
  readonly signOut: Locator;

  constructor(readonly page: Page) {
    this.conversations = page.getByRole('navigation', { name: 'Conversations' });
    this.newConversation = page.getByRole('button', { name: 'New conversation' }).first();
    this.dialog = page.getByRole('dialog', { name: 'New conversation' });
    this.findPeople = this.dialog.getByRole('searchbox', { name: 'Find people' });
    this.people = this.dialog.getByRole('option');
    this.title = page.getByRole('main').getByRole('heading', { level: 1 });
    this.log = page.getByRole('log', { name: 'Messages' });
    this.articles = this.log.getByRole('article');
    this.composer = page.getByRole('textbox', { name: 'Message' });
    this.send = page.getByRole('button', { name: 'Send' });
    this.banner = page.getByRole('status').filter({ hasText: /connect|offline|updating|server/i });
    this.signOut = page.getByRole('button', { name: 'Sign out' });
  }

  /** Waits until the app has started and has nothing to say about its connection. */
  async isConnected(): Promise<void> {
    // A narrow window shows the list or a conversation, a wide one both.
    await expect(this.newConversation.or(this.composer).first()).toBeVisible();
    // A wait before the next attempt is drawn from up to 30 s.
    await expect(this.banner).toHaveCount(0, { timeout: 45_000 });
  }

  /** Finds someone by name and opens the private conversation with them. */
  async openDirect(name: string): Promise<void> {
    await this.newConversation.click();
    await this.findPeople.fill(name);
    await this.people.filter({ hasText: name }).first().click();
    await expect(this.title).toHaveText(name);
  }

  /** The line of a conversation in the list. */
  conversation(name: string): Locator {
    return this.conversations.getByRole('link', { name: new RegExp(`^${escape(name)}`) });
  }

  /** Writes a message and presses Enter. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** The message that says exactly this. */
  message(text: string): Locator {
    return this.articles.filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** The message says exactly this once, and its state is `state`. */
  async shows(text: string, state?: State): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
    // What is in the log may have got further by the time one looks.
    const said = state === 'Sent' ? /^(Sent|Delivered|Read)$/ : state;
    if (said) await expect(this.message(text).getByText(said, { exact: true })).toHaveCount(1);
  }

  /** All of these are there once each, in this order, whatever else is. */
  async showsInOrder(texts: readonly string[]): Promise<void> {
    await expect
      .poll(async () => {
        const shown = await this.articles.allInnerTexts();
        const order = shown.flatMap((article) => texts.filter((text) => article.split('\n').includes(text)));
        return order.join('|');
      })
      .toBe(texts.join('|'));
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
