import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "@weightcast/config/chromium";
import { decodeNpy, encodeNpy, selectCheckpoints, selectWhere } from "@weightcast/zoo-io";
import { convertZoo, openZoo } from "@weightcast/zoo-io/node";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample/", import.meta.url));
const CHROMIUM = findChromium("the page is not opened in a browser");

describe.skipIf(CHROMIUM === undefined)("the built page in Chromium", () => {
  let server: PreviewServer;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    server = await preview({ root: ROOT, preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
    url = `${server.resolvedUrls!.local[0]!}`;
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens the page; what went wrong on it, and what it asked others for. */
  async function open(options: BrowserContextOptions = {}) {
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

  async function openSample(options?: BrowserContextOptions) {
    const opened = await open(options);
    await opened.page.getByRole("button", { name: "Show the sample" }).click();
    await opened.page.getByRole("heading", { name: /^sample/ }).waitFor();
    return opened;
  }

  const drop = async (page: Page, names: readonly { readonly name: string; readonly bytes: Uint8Array }[]) =>
    page.getByLabel("Open files").setInputFiles(
      names.map(({ name, bytes }) => ({
        name,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(bytes),
      })),
    );
  const sampleFiles = async () =>
    Promise.all(
      ["weights.npy", "metrics.csv.gz", "layout.csv"].map(async (name) => ({
        name,
        bytes: new Uint8Array(await readFile(SAMPLE + name)),
      })),
    );

  test.each(["light", "dark"] as const)(
    "shows the sample, asks nobody else for anything: %s",
    async (colorScheme) => {
      const { page, events } = await openSample({ colorScheme });
      await expect.poll(() => page.getByText("400 shown").count()).toBe(1);
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(ground).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(21, 24, 28)");
      expect(events).toEqual([]);
      await page.context().close();
    },
  );

  test("predicts as the model's own record of its test networks says", async () => {
    const { page, events } = await openSample();
    const record = await page.getByText(/^Model gbm/).textContent();
    const [, r2, tau] = /R² (0\.\d{3}), Kendall's τ (0\.\d{3})/.exec(record!)!;
    expect(Number(r2)).toBeGreaterThan(0.9);
    await page.getByRole("button", { name: "Predict their test accuracy" }).click();
    await page.getByText(`R² ${r2}`, { exact: true }).waitFor();
    await page.getByText(`Kendall's τ ${tau}`, { exact: true }).waitFor();
    expect(await page.getByLabel("Up").inputValue()).toBe("predicted");
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("keeps only networks that match, and says what it does not understand", async () => {
    const { page } = await openSample();
    const where = page.getByLabel("Only where");
    await where.fill("activation = relu");
    await page.getByText("203 shown").waitFor();
    await where.fill("activatio = relu");
    const problem = page.locator("form .problem");
    await expect.poll(() => problem.allTextContents()).toEqual([expect.stringContaining("activatio")]);
    await page.getByText("400 shown").waitFor();
    await page.context().close();
  });

  test("opens a zoo from its files, and scores networks by the sample's model until there is another", async () => {
    const { page, events } = await open();
    const files = await sampleFiles();
    await drop(page, files);
    await page.getByText("400 shown").waitFor();
    const { data, shape } = decodeNpy(files[0]!.bytes);
    const width = shape[1]!;
    const two = (data as Float32Array).slice(0, 2 * width);
    two[width] = Number.NaN;
    await drop(page, [{ name: "two.npy", bytes: encodeNpy(two, [2, width]) }]);
    await page.getByRole("heading", { name: /^Predicted test accuracy/ }).waitFor();
    const cells = await page.locator("tbody tr").allInnerTexts();
    expect(cells).toEqual([
      expect.stringMatching(/^two\.npy\s+0\s+0\.\d{4}$/),
      expect.stringMatching(/two\.npy\s+1\s+weights not finite/),
    ]);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("opens an Arrow file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    const path = join(folder, "relu.arrow");
    const zoo = await openZoo(SAMPLE);
    const rows = selectWhere(zoo.metrics, selectCheckpoints(zoo.metrics, "final"), "activation = relu");
    await convertZoo(zoo, "arrow", path, { rows });
    const { page, events } = await open();
    await drop(page, [{ name: "relu.arrow", bytes: await readFile(path) }]);
    await page.getByText("203 shown").waitFor();
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test("says what is wrong with files that it cannot read", async () => {
    const { page } = await open();
    const problem = page.getByRole("alert");
    await drop(page, [{ name: "notes.txt", bytes: new Uint8Array(3) }]);
    await expect.poll(() => problem.textContent()).toContain("notes.txt: neither a zoo");
    await drop(page, [{ name: "short.npy", bytes: encodeNpy(new Float32Array(7), [7]) }]);
    await expect.poll(() => problem.textContent()).toContain("short.npy: has 7 weights a network");
    const [weights, ...others] = await sampleFiles();
    await drop(page, [{ name: "weights.npy", bytes: weights!.bytes.subarray(0, 5000) }, ...others]);
    await expect.poll(() => problem.textContent()).toContain("weights.npy");
    await drop(page, [{ name: "manifest.json", bytes: new TextEncoder().encode("{}") }]);
    await expect.poll(() => problem.textContent()).toContain("manifest.json");
    await page.context().close();
  });

  test("a phone's screen scrolls down only", async () => {
    const { page } = await openSample({ viewport: { width: 360, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.context().close();
  });
});
