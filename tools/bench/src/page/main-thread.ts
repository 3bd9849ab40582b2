import type { Browser, Page } from "playwright-core";

/** What the main thread of a page did during some actions, in milliseconds of its processor time, which other programs do not change. */
export interface MainThreadWork {
  /** The frames that it began. */
  readonly frames: number;
  /** All work. */
  readonly total: number;
  /** The work a frame: the median, the 95th percentile and the most. */
  readonly frame: { readonly median: number; readonly p95: number; readonly most: number };
  /** The longest task: so long is the page frozen. */
  readonly longestTask: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the clock. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds of the thread's processor time. */
  readonly tdur?: number;
}

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"];
const MICROSECONDS = 1000;
const FRAME = "FireAnimationFrame";

/** Traces what the main thread of a page does while `actions` run. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  actions: () => Promise<void>,
): Promise<MainThreadWork> {
  // The trace shows a frame by its animation callbacks, so there must always be one.
  await page.addInitScript(requestFrames);
  await page.evaluate(requestFrames);
  await browser.startTracing(page, { categories: CATEGORIES });
  await actions();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return mainThreadWork(traceEvents);
}

function requestFrames(): void {
  const next = () => void requestAnimationFrame(next);
  next();
}

function mainThreadWork(events: readonly TraceEvent[]): MainThreadWork {
  const frameEvents = events.filter(({ name }) => name === FRAME);
  const main = mostFrequent(frameEvents.map(threadOf));
  const starts = frameEvents
    .filter((event) => threadOf(event) === main)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = events
    .filter((event) => event.name === "RunTask" && event.ph === "X" && threadOf(event) === main)
    .sort((a, b) => a.ts - b.ts);
  const works: number[] = [];
  let [since, start] = [0, 0];
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    since += tdur / MICROSECONDS;
    const before = start;
    while (start < starts.length && starts[start]! <= ts + dur) start++;
    if (start === before) continue;
    // The task began a frame, which ends what belongs to it.
    works.push(since);
    since = 0;
  }
  const sorted = works.sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    frames: sorted.length,
    total: tasks.reduce((sum, { tdur = 0 }) => sum + tdur / MICROSECONDS, 0),
    frame: { median: quantile(0.5), p95: quantile(0.95), most: quantile(1) },
    longestTask: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / MICROSECONDS)),
  };
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`;
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts).sort((a, b) => b[1] - a[1])[0]?.[0];
}
