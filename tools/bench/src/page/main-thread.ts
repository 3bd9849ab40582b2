import type { Browser, Page } from "playwright-core";

/** What the main thread of a page did during some actions. */
export interface MainThreadWork {
  /** The frames that it began. */
  readonly frames: number;
  /** Milliseconds of work a frame: the median, the 95th percentile and the most. */
  readonly frame: { readonly median: number; readonly p95: number; readonly most: number };
  /** Milliseconds of the longest task: so long is the page frozen. */
  readonly longestTask: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"];
const MICROSECONDS = 1000;

/** Traces what the main thread of a page does while `actions` run. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  actions: () => Promise<void>,
): Promise<MainThreadWork> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await actions();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const frameEvents = traceEvents.filter(({ name }) => name === "BeginMainThreadFrame");
  const main = mostFrequent(frameEvents.map(({ pid, tid }) => `${pid}/${tid}`));
  const isMain = ({ pid, tid }: TraceEvent) => `${pid}/${tid}` === main;
  const tasks = traceEvents
    .filter((event) => event.name === "RunTask" && event.ph === "X" && isMain(event))
    .sort((a, b) => a.ts - b.ts);
  const starts = frameEvents
    .filter(isMain)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const works = starts.map((start, i) => {
    const end = starts[i + 1] ?? Number.POSITIVE_INFINITY;
    // The frame event lies within the task that begins the frame.
    const own = tasks.filter(({ ts, dur = 0 }) => ts + dur > start && ts + dur <= end);
    return own.reduce((sum, { dur = 0 }) => sum + dur, 0) / MICROSECONDS;
  });
  const sorted = works.sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    frames: sorted.length,
    frame: { median: quantile(0.5), p95: quantile(0.95), most: quantile(1) },
    longestTask: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / MICROSECONDS)),
  };
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts).sort((a, b) => b[1] - a[1])[0]?.[0];
}
