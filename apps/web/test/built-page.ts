import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll } from "vitest";

/** The folder of this package. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));
/** The folder of the sample zoo. */
export const SAMPLE: string = fileURLToPath(
  new URL("../../../fixtures/fashion_mnist_sample/", import.meta.url),
);
/** The path of Chromium; undefined where it is not installed. */
export const CHROMIUM: string | undefined = findChromium("the page is not opened in a browser");

/** A busy machine may take so many milliseconds to start a browser. */
const BROWSER_START = 60_000;

/** A page that was opened, and its faults: errors in its console, exceptions, and requests to other servers. */
interface OpenedPage {
  readonly page: Page;
  readonly events: readonly string[];
}

/** The built page on a server of its own, and a browser to open it in. */
export interface BuiltPage {
  /** The address of the page. */
  url(): string;
  /** Opens the page. */
  open(options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Opens the page, and waits until the sample is predicted and the worst prediction is opened. */
  openSample(options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** Serves the built page while the tests of a file run. */
export function useBuiltPage(): BuiltPage {
  let server: PreviewServer;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    server = await preview({ root: ROOT, preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
    url = `${server.resolvedUrls!.local[0]!}`;
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS });
  }, BROWSER_START);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<OpenedPage> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const events: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") events.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => events.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const asked = request.url();
      if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) events.push(`request: ${asked}`);
    });
    await page.goto(url, { waitUntil: "networkidle" });
    return { page, events };
  }

  async function openSample(options?: BrowserContextOptions): Promise<OpenedPage> {
    const opened = await open(options);
    await opened.page.getByText("400 shown").waitFor();
    await opened.page.getByRole("heading", { name: /^Network \d{5}/ }).waitFor();
    return opened;
  }

  return { url: () => url, open, openSample };
}

/** A file in memory. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Gives files to the page. */
export async function drop(page: Page, files: readonly NamedBytes[]): Promise<void> {
  await page.getByLabel("Open files").setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    })),
  );
}

/** Draws a lasso with the mouse around the upper right quarter of the plot: the networks that are and are said to be better than about half. */
export async function dragLasso(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Lasso" }).click();
  const canvas = (await page.locator(".plot canvas").boundingBox())!;
  const at = (x: number, y: number) => [canvas.x + x * canvas.width, canvas.y + y * canvas.height] as const;
  await page.mouse.move(...at(0.5, 0.02));
  await page.mouse.down();
  for (const corner of [at(0.98, 0.02), at(0.98, 0.5), at(0.5, 0.5), at(0.5, 0.05)]) {
    await page.mouse.move(...corner, { steps: 8 });
  }
  await page.mouse.up();
}

/** The weights, the metrics and the layout of the sample zoo. */
export async function sampleFiles(): Promise<NamedBytes[]> {
  return Promise.all(
    ["weights.npy", "metrics.csv.gz", "layout.csv"].map(async (name) => ({
      name,
      bytes: new Uint8Array(await readFile(SAMPLE + name)),
    })),
  );
}

/** What axe finds on a page: each rule that is broken, with the first element that breaks it. */
export async function axeFindings(page: Page): Promise<[rule: string, html: string][]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself into the page's window
    const { violations } = await (globalThis as any).axe.run();
    return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, nodes[0]!.html]);
  });
}
