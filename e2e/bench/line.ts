// A person without the app: the protocol, spoken from an empty page in a browser of its own, so that the one that is measured has nothing to do
// with it.
import { type Browser, type BrowserContext, type Page, chromium } from '@playwright/test';

import { launch } from '../fixtures/browser.ts';
import { PASSWORD } from '../fixtures/people.ts';

/** What a page may say when it is no app. */
interface Line {
  /** What there was when it connected. */
  conversations: string[];
  /** Asks for something, and waits for the answer. */
  ask(body: Record<string, unknown>): Promise<any>;
  /** Says something in a conversation, and waits until it is stored. */
  send(conv: string, text: string, readUpto?: number): Promise<void>;
  close(): void;
}

declare global {
  // In the page only.
  // eslint-disable-next-line no-var
  var register: (username: string, name: string, password: string) => Promise<string>;
  var connect: () => Promise<Line>;
}

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
        const found = await line.ask({ t: 'find_people', query: to });
        const user = found.users.find((person: any) => person.username === to);
        const { conv } = await line.ask({ t: 'open_direct', user: user.id });
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
          await register(name.toLowerCase().replace(' ', ''), name, password);
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

/** Runs in the page before anything else. */
function speak(): void {
  globalThis.register = async (username, name, password) => {
    const headers = { 'Content-Type': 'application/json', 'X-Confab': '1' };
    const body = JSON.stringify({ username, name, password });
    const answer = await fetch('/api/register', { method: 'POST', headers, body });
    if (answer.status !== 201) throw new Error(await answer.text());
    return (await answer.json()).me.id;
  };

  globalThis.connect = async () => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`, 'confab.v1.json');
    let id = 1;
    // An answer carries the request's number, or the message's key.
    const waiting = new Map<unknown, { done: (frame: any) => void; failed: (error: Error) => void }>();
    const once = (body: Record<string, unknown>): Promise<any> =>
      new Promise((done, failed) => {
        if (socket.readyState !== WebSocket.OPEN) throw new Error('the line is closed');
        id += 1;
        waiting.set(body['cid'] ?? id, { done, failed });
        socket.send(JSON.stringify({ id, body }));
      });
    const ask = async (body: Record<string, unknown>): Promise<any> => {
      for (;;) {
        const answer = await once(body);
        if (answer.t !== 'error' && answer.t !== 'send_err') return answer;
        // Of some things there are limits that no setting takes away.
        if (answer.error.code !== 'rate_limited') throw new Error(JSON.stringify(answer));
        await new Promise((done) => setTimeout(done, answer.error.retry.after_ms ?? 1_000));
      }
    };
    const conversations: string[] = [];
    await new Promise<void>((ready, failed) => {
      socket.onclose = ({ code }) => {
        const error = new Error(`closed with ${code}`);
        failed(error);
        waiting.forEach((asked) => asked.failed(error));
      };
      socket.onopen = () => socket.send(JSON.stringify({ id: 1, body: { t: 'hello', versions: [1] } }));
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.t === 'conversation') conversations.push(frame.conv);
        if (frame.t === 'caught_up') ready();
        if (frame.t === 'ping') socket.send(JSON.stringify({ id: 0, body: { t: 'pong' } }));
        const asked = waiting.get(frame.cid ?? frame.id);
        if (!asked) return;
        waiting.delete(frame.cid ?? frame.id);
        asked.done(frame);
      };
    });
    const send = async (conv: string, text: string, readUpto?: number): Promise<void> => {
      const read = readUpto === undefined ? {} : { read_upto: readUpto };
      await ask({ t: 'send', conv, cid: key(), body: { t: 'text', text }, ...read });
    };
    return { conversations: [...conversations], ask, send, close: () => socket.close() };
  };

  /** A UUID of version 7. */
  function key(): string {
    const time = Date.now().toString(16).padStart(12, '0');
    const random = crypto.randomUUID();
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
  }
}
