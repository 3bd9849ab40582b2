import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { UsageError } from "@weightcast/core";
import { loadModel } from "@weightcast/predictors/node";
import { startPageServer } from "@weightcast/server";
import { findZooFiles } from "@weightcast/zoo-io/node";
import { type Browser, chromium, type Page, type Request } from "playwright-core";
import { say } from "../report.js";
import { type MainThreadWork, traceMainThread } from "./main-thread.js";

const PAGE = fileURLToPath(new URL("../../../apps/web/dist/ui", import.meta.url));
const VIEWPORT = { width: 1440, height: 900 };
/** The steps of a drag. */
const STEPS = 60;
/** Milliseconds between them: those of a frame. */
const STEP = 16;

/**
 * `pnpm bench page ZOO [MODEL]`: opens the sample on the page in headless Chromium, and measures when its points are there and how many bytes
 * they took; then opens a zoo, all its checkpoints as points, and measures when they are there, and what the main thread does meanwhile, while
 * the plot is panned, and while a histogram is brushed.
 */
export async function benchPage([folder, modelFolder]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new UsageError("pnpm bench page ZOO [MODEL]");
  const executablePath = findChromium("the page is not measured");
  if (executablePath === undefined) return;
  const files = await findZooFiles(folder, {});
  const model = modelFolder === undefined ? undefined : await loadModel(modelFolder);
  const server = await startPageServer(PAGE, { zoo: { name: folder, files }, model }, 0);
  const sampleServer = await startPageServer(PAGE, {}, 0);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  try {
    await measureSample(await browser.newPage({ viewport: VIEWPORT }), sampleServer.url);
    await measure(browser, await browser.newPage({ viewport: VIEWPORT }), server.url);
  } finally {
    await browser.close();
    await sampleServer.close();
    await server.close();
  }
}

/** The seconds until the points of the sample are on the screen, and the bytes that came until then, as they were sent. */
async function measureSample(page: Page, url: string): Promise<void> {
  await page.goto("about:blank");
  const requests: Request[] = [];
  // Those of workers too.
  page.context().on("requestfinished", (request) => requests.push(request));
  const began = performance.now();
  await page.goto(url);
  let needed: readonly Request[] = [];
  const points = await firstScatter(page, () => {
    needed = requests.slice();
  });
  const seconds = (performance.now() - began) / 1000;
  const sizes = await Promise.all(needed.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  say(
    `first scatter of the sample: ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(2)} MB in ${sizes.length} answers (${points})`,
  );
  await page.context().close();
}

/**
 * Waits until points are on the screen, and returns what the plot says of itself. With a model there are none before the first predictions.
 *
 * @param onPlot called when the plot has its points and will draw them
 */
async function firstScatter(page: Page, onPlot: () => void = () => {}): Promise<string> {
  const canvas = page.locator(
    "canvas[aria-roledescription='scatter plot']:not([aria-label$=' of 0 networks'])",
  );
  await canvas.waitFor();
  onPlot();
  // Two frames later the points are on the screen.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return (await canvas.getAttribute("aria-label")) ?? "";
}

async function measure(browser: Browser, page: Page, url: string): Promise<void> {
  // Chromium's own start and the server's first reading of the metrics are not the page's.
  await page.goto("about:blank");
  const began = performance.now();
  const opening = await traceMainThread(browser, page, async () => {
    await page.goto(`${url}#checkpoint=all`);
    const points = await firstScatter(page);
    say(`first scatter: ${((performance.now() - began) / 1000).toFixed(2)} s (${points})`);
    await page.waitForTimeout(3000);
  });
  report("opening", 0, opening);
  const canvas = (await page.locator(".plot canvas").boundingBox())!;
  report(
    "panning",
    STEPS,
    await traceMainThread(browser, page, () =>
      drag(page, [canvas.x + 100, canvas.y + 100], [canvas.x + 400, canvas.y + 250]),
    ),
  );
  const bars = page.getByRole("group", { name: /^test accuracy/ }).locator("svg");
  await bars.scrollIntoViewIfNeeded();
  const box = (await bars.boundingBox())!;
  report(
    "brushing",
    STEPS,
    await traceMainThread(browser, page, async () => {
      await drag(page, [box.x + 10, box.y + 10], [box.x + box.width - 10, box.y + 10]);
      await page.waitForTimeout(1500);
    }),
  );
  say((await page.getByText(/^[\d,]+ shown$/).textContent()) ?? "");
}

async function drag(
  page: Page,
  [x, y]: readonly [number, number],
  [endX, endY]: readonly [number, number],
): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  const moves: Promise<void>[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const share = step / STEPS;
    // A hand does not wait for the page.
    moves.push(page.mouse.move(x + share * (endX - x), y + share * (endY - y)));
    await setTimeout(STEP);
  }
  await Promise.all(moves);
  await page.mouse.up();
}

function report(name: string, moves: number, { frames, frame, total, longestTask }: MainThreadWork): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  say(
    `${name}: ${frames} frames, work a frame ${ms(frame.median)} (median), ${ms(frame.p95)} (95 %), ${ms(frame.most)} (most); longest task ${ms(longestTask)}; in all ${ms(total)}${moves > 0 ? `, ${ms(total / moves)} a move` : ""}`,
  );
}
