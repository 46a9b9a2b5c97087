// A person without the app: the protocol, spoken from an empty page in a browser of its own, so that the one that is measured has nothing to do
// with it.
import { type Browser, type BrowserContext, type Page, chromium } from '@playwright/test';

import { launch } from '../fixtures/browser.ts';
import { PASSWORD } from '../fixtures/people.ts';
import { speak } from '../fixtures/wire.ts';

/** A browser that only speaks. */
export class Speaker {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** Opens it at this server, as whoever `session` is of. */
  static async open(url: string, session?: Awaited<ReturnType<BrowserContext['storageState']>>): Promise<Speaker> {
    const browser = await chromium.launch(launch);
    // An answer of the API lets its page do nothing.
    const context = await browser.newContext({ baseURL: url, bypassCSP: true, ...(session && { storageState: session }) });
    await context.addInitScript(speak);
    const page = await context.newPage();
    await page.goto('/api/session');
    return new Speaker(browser, page);
  }

  /** Sends to the person with this username, so many a second by schedule, until it is stopped; then says how many were stored. */
  async stream(to: string, perSecond: number): Promise<() => Promise<number>> {
    await this.page.evaluate(
      async ({ to, perSecond }) => {
        const line = await connect();
        const conv = await line.meet(to);
        let [begun, stored, failed, over] = [0, 0, '', false];
        const start = performance.now();
        const tick = setInterval(() => {
          // By the clock, not by the ticks: a tick that comes late brings what was due meanwhile.
          for (; begun < ((performance.now() - start) / 1_000) * perSecond && !over; begun += 1) {
            line.send(conv, `${begun}: what is said while somebody else writes`).then(
              () => (stored += 1),
              (error) => (failed ||= String(error)),
            );
          }
        }, 1_000 / perSecond);
        (globalThis as any).stopStream = async () => {
          over = true;
          clearInterval(tick);
          const deadline = performance.now() + 10_000;
          while (stored < begun && !failed && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
          if (stored < begun) throw new Error(failed || `${stored} of ${begun} were stored`);
          return stored;
        };
      },
      { to, perSecond },
    );
    return () => this.page.evaluate(() => (globalThis as any).stopStream());
  }

  /** So many people make an account, one after the other, and each writes to the person with this id. */
  async crowd(to: string, from: number, count: number): Promise<void> {
    await this.page.evaluate(
      async ({ to, from, count, password }) => {
        for (let n = from; n < from + count; n += 1) {
          const name = `${['Mary', 'Mike'][n % 2]} ${n}`;
          const headers = { 'Content-Type': 'application/json', 'X-Confab': '1' };
          const body = JSON.stringify({ username: name.toLowerCase().replace(' ', ''), name, password });
          const answer = await fetch('/api/register', { method: 'POST', headers, body });
          if (answer.status !== 201) throw new Error(await answer.text());
          const line = await connect();
          const { conv } = await line.ask({ t: 'open_direct', user: to });
          await line.send(conv, `Hello, this is ${name}. Have you got a minute?`);
          line.close();
        }
      },
      { to, from, count, password: PASSWORD },
    );
  }

  /** Answers everybody who has written; every tenth is only accepted, and what they wrote stays unread. Says how many there were. */
  async answer(): Promise<number> {
    return this.page.evaluate(async () => {
      const line = await connect();
      const answer = (conv: string, at: number): Promise<unknown> =>
        at % 10 === 0 ? line.ask({ t: 'accept', conv }) : line.send(conv, 'Not today, I am afraid. Shall we say tomorrow at four?', 1);
      for (let at = 0; at < line.conversations.length; at += 20) {
        await Promise.all(line.conversations.slice(at, at + 20).map((conv, n) => answer(conv, at + n)));
      }
      line.close();
      return line.conversations.length;
    });
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
