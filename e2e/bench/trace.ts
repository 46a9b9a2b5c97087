// Chromium's own trace of a while: what the browser says of itself, without anything in the page.
import { cpus, loadavg } from 'node:os';
import { gunzipSync } from 'node:zlib';

import type { Browser, CDPSession, Page } from '@playwright/test';

/** An event of a trace; times in microseconds. */
export interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  ts: number;
  dur?: number;
  tdur?: number;
  pid: number;
  tid: number;
  id?: string;
  id2?: { local?: string; global?: string };
  args: Record<string, any>;
}

/** Does something under the eye of the tracer. */
export async function traced(browser: Browser, categories: readonly string[], act: () => Promise<void>): Promise<TraceEvent[]> {
  const cdp = await browser.newBrowserCDPSession();
  await cdp.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    streamCompression: 'gzip',
    traceConfig: { includedCategories: [...categories], excludedCategories: ['*'], recordMode: 'recordUntilFull' },
  });
  await act();
  const complete = new Promise<{ stream?: string; dataLossOccurred: boolean }>((done) => cdp.once('Tracing.tracingComplete', done));
  await cdp.send('Tracing.end');
  const { stream, dataLossOccurred } = await complete;
  if (!stream || dataLossOccurred) throw new Error('the trace is not complete');
  const text = gunzipSync(await readAll(cdp, stream)).toString('utf8');
  await cdp.detach();
  return JSON.parse(text).traceEvents;
}

/** Begins to count the CPU time of the page's main thread; what it gives says it in seconds: of all its tasks, and of its scripts. */
export async function cpu(page: Page): Promise<() => Promise<{ tasks: number; scripts: number }>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { tasks: metric('TaskDuration'), scripts: metric('ScriptDuration') };
  };
  const before = await read();
  return async () => {
    const after = await read();
    await cdp.detach();
    return { tasks: after.tasks - before.tasks, scripts: after.scripts - before.scripts };
  };
}

/** What else the machine did in the last minute: without it no figure of time means anything. */
export function load(): string {
  return `${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`;
}

async function readAll(cdp: CDPSession, handle: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let eof = false; !eof; ) {
    const chunk = await cdp.send('IO.read', { handle });
    chunks.push(Buffer.from(chunk.data, chunk.base64Encoded ? 'base64' : 'utf8'));
    eof = chunk.eof;
  }
  await cdp.send('IO.close', { handle });
  return Buffer.concat(chunks);
}
