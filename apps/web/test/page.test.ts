import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { selectCheckpoints, selectWhere } from "@weightcast/zoo";
import { decodeNpy, encodeNpy } from "@weightcast/zoo-io";
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
      args: CHROMIUM_ARGUMENTS,
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
    const problem = page.locator(".controls .problem");
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
      expect.stringMatching(/^two\.npy\s+0\s+0\.\d{4}\b/),
      expect.stringMatching(/two\.npy\s+1\s+weights not finite/),
    ]);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("opens a folder with a zoo, a model of it and networks; refuses one with two zoos", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    const { page, events } = await open();
    const choose = (name: string) => page.getByLabel("Open a folder").setInputFiles(join(folder, name));
    for (const path of ["one/zoo", "two/a", "two/b"])
      await cp(SAMPLE, join(folder, path), { recursive: true });
    await cp(join(ROOT, "dist/ui/sample/model"), join(folder, "one/model"), { recursive: true });
    const network = encodeNpy(new Float32Array(4970).fill(0.01), [4970]);
    for (const run of ["r1", "r2"]) {
      await mkdir(join(folder, "one/nets", run), { recursive: true });
      await writeFile(join(folder, "one/nets", run, "w.npy"), network);
    }
    await choose("two");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toBe("several zoos were given: two/a, two/b; give one");
    await choose("one");
    await page.getByRole("heading", { name: /^one\/zoo/ }).waitFor();
    const names = await page.locator("tbody tr td:first-child").allInnerTexts();
    expect(names.sort()).toEqual(["one/nets/r1/w.npy", "one/nets/r2/w.npy"]);
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test("tells networks that were not asked about from those that the model knows", async () => {
    const { page } = await openSample();
    await page.getByLabel("Only where").fill("activation = relu");
    await page.getByText("203 shown").waitFor();
    await page.getByRole("button", { name: "Predict their test accuracy" }).click();
    await page.getByText(/of 203 predicted, those that the model has never seen$/).waitFor();
    await page.getByLabel("Only where").fill("");
    await page.getByText("400 shown").waitFor();
    // Those that were not asked about have no prediction to be placed by.
    await page.getByText("197 networks have no value to place or colour them by").waitFor();
    expect(await page.locator(".legend").textContent()).toContain("not asked");
    await page.context().close();
  });

  test("looks at a network, and at its checkpoints by keyboard", async () => {
    const { page, events } = await open();
    const bytes = await sampleFiles();
    const checkpoints = 2;
    const weights = decodeNpy(bytes[0]!.bytes).data.slice(0, checkpoints * 4970) as Float32Array;
    const metrics = ",step,test_accuracy\nzoo/1/ckpt-0,0,0.1\nzoo/1/ckpt-9,9,0.8\n";
    await drop(page, [
      { name: "weights.npy", bytes: encodeNpy(weights, [checkpoints, 4970]) },
      { name: "metrics.csv", bytes: new TextEncoder().encode(metrics) },
      bytes[2]!,
    ]);
    await page.getByText("1 shown").waitFor();
    const canvas = (await page.locator(".scatter canvas").boundingBox())!;
    await page.waitForTimeout(500);
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    await page.waitForTimeout(200);
    await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    await page.getByRole("heading", { name: "network 1 step 9" }).waitFor();
    await expect.poll(() => page.locator(".tensors figure").count()).toBe(8);
    await page.getByLabel("Checkpoints").selectOption("all");
    const first = page.getByRole("button", { name: "step 0" });
    await first.focus();
    await page.keyboard.press("Space");
    await page.getByRole("heading", { name: "network 1 step 0" }).waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("finds a network by its name", async () => {
    const { page } = await openSample();
    const name = page.getByLabel("Look at network");
    await name.fill("00374");
    await name.press("Enter");
    await page.getByRole("heading", { name: "network 00374 step 18" }).waitFor();
    await name.fill("nobody");
    await name.press("Enter");
    await page.getByText("no network that is shown belongs to the run nobody").waitFor();
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
    await expect.poll(() => problem.textContent()).toContain("notes.txt: these files are not a zoo");
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
