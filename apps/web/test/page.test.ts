import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { RandomStream } from "@weightcast/core";
import { decodeNpy, encodeNpy } from "@weightcast/npy";
import { evaluateModel } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { selectCheckpoints, selectRows, selectWhere } from "@weightcast/zoo";
import { convertZoo, openZoo } from "@weightcast/zoo-io/node";
import axe from "axe-core";
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

  /** Waits until the sample is predicted, the worst prediction is opened and everything is drawn. */
  async function openSample(options?: BrowserContextOptions) {
    const opened = await open(options);
    await opened.page.getByText("400 shown").waitFor();
    await opened.page.getByRole("heading", { name: /^Network \d{5}/ }).waitFor();
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
    "the first screen is the sample, predicted, with the worst prediction opened: %s",
    async (colorScheme) => {
      const { page, events } = await openSample({ colorScheme });
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(ground).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(21, 24, 28)");
      await page.getByText(/^400 networks of 4,970 weights each, trained on Fashion-MNIST\./).waitFor();
      expect(await page.getByText("Held out: the model has never seen this training run.").count()).toBe(1);
      await expect.poll(() => page.locator(".reasons tbody tr").count(), { timeout: 10_000 }).toBe(8);
      expect(events).toEqual([]);
      await page.context().close();
    },
  );

  test("scores are those of the held-out networks shown, as evaluateModel has them", async () => {
    const { page, events } = await openSample();
    const zoo = await openZoo(SAMPLE);
    const model = await loadModel(join(ROOT, "dist/ui/sample/weight statistics"));
    await page.locator("details.model summary").click();
    await page.locator("details.model select").selectOption("weight statistics");
    const scoresShown = () => page.locator(".scores").textContent();
    const scoresOf = async (where: string | undefined) => {
      const { scores } = await evaluateModel(model, zoo, {
        selection: selectRows(zoo, { checkpoint: "final", where }),
      });
      return `R² ${scores.r2!.toFixed(3)}Kendall's τ ${scores.tau!.toFixed(3)}`;
    };
    await expect.poll(scoresShown).toContain(await scoresOf(undefined));
    await page.getByRole("button", { name: /^relu/ }).click();
    await page.getByText("203 shown").waitFor();
    await expect.poll(scoresShown).toContain(await scoresOf("activation = relu"));
    expect(await scoresOf("activation = relu")).not.toBe(await scoresOf(undefined));
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("brushing a histogram keeps networks, in all histograms", async () => {
    const { page } = await openSample();
    const bars = page.getByRole("group", { name: /^test accuracy/ }).locator("svg");
    await bars.scrollIntoViewIfNeeded();
    const box = (await bars.boundingBox())!;
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + 20);
    await page.mouse.up();
    const shown = Number(/^(\d+) shown/.exec((await page.getByText(/^\d+ shown$/).textContent())!)![1]);
    expect(shown).toBeGreaterThan(50);
    expect(shown).toBeLessThan(390);
    const words = await page
      .locator(".word", { hasText: /relu|tanh/ })
      .locator(".count")
      .allTextContents();
    expect(words.map(Number).reduce((a, b) => a + b)).toBe(shown);
    await page.getByRole("button", { name: "Clear all" }).click();
    await page.getByText("400 shown").waitFor();
    await page.context().close();
  });

  test("keeps only networks that match, and says what it does not understand", async () => {
    const { page } = await openSample();
    const where = page.getByLabel("Only networks where");
    await where.fill("activation = relu");
    await page.getByText("203 shown").waitFor();
    await where.fill("activatio = relu");
    const problem = page.locator(".filters .problem");
    await expect.poll(() => problem.allTextContents()).toEqual([expect.stringContaining("activatio")]);
    await page.getByText("400 shown").waitFor();
    await page.context().close();
  });

  test("an address that is loaded again gives the same view, and Back undoes a step", async () => {
    const { page } = await openSample();
    await page.getByLabel("Colour by").selectOption("config.optimizer");
    await page.getByRole("button", { name: /^tanh/ }).click();
    await page.getByText("197 shown").waitFor();
    await page.waitForTimeout(1200);
    await page.getByRole("button", { name: "Dreamt test set" }).click();
    await page.getByRole("heading", { name: "A test set dreamt from weights" }).waitFor();
    await page.goBack();
    await page.getByText("197 shown").waitFor();
    const network = await page.getByRole("heading", { name: /^Network/ }).textContent();
    await page.reload();
    await page.getByText("197 shown").waitFor();
    expect(await page.getByLabel("Colour by").inputValue()).toBe("config.optimizer");
    await expect.poll(() => page.getByRole("heading", { name: /^Network/ }).textContent()).toBe(network);
    await page.context().close();
  });

  test("lists the worst predictions, sorts them, and saves them as CSV", async () => {
    const { page } = await openSample();
    await page.getByRole("button", { name: "The 20 worst" }).click();
    const table = page.getByRole("region", { name: /^Worst predicted/ });
    await table.getByText("20 networks").waitFor();
    const name = () => table.locator("tbody th").first().textContent();
    expect(page.url()).toContain(encodeURIComponent((await name())!));
    await table.getByRole("button", { name: /^test accuracy/ }).click();
    const accuracies = (await table.locator("tbody tr").allInnerTexts())
      .map((line) => line.split("\t")[1 + ["predicted test accuracy", "error", "held out", "unlike"].length])
      .filter((cell) => cell !== undefined);
    expect(accuracies.length).toBeGreaterThan(5);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      table.getByRole("button", { name: "Save as CSV" }).click(),
    ]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(lines.length).toBe(21);
    expect(lines[0]).toContain("network,predicted,error");
    await page.context().close();
  });

  test("compares two networks, and saves the plot as SVG and PNG", async () => {
    const { page } = await openSample();
    await page.getByRole("button", { name: "Compare with another" }).click();
    await page.getByLabel("Find a network").fill("00374");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /@18 beside 00374@18$/ }).waitFor();
    await expect.poll(() => page.locator(".pairs figure").count()).toBe(18);
    await page.locator("details.more summary").click();
    for (const [button, start] of [
      ["Save as SVG", "<svg"],
      ["Save as PNG", "\x89PNG"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: button }).click(),
      ]);
      const saved = await readFile(await download.path(), "latin1");
      expect(saved.startsWith(start)).toBe(true);
      expect(saved.length).toBeGreaterThan(10_000);
    }
    await page.context().close();
  });

  test("goes from network to network by keyboard, and says where it is", async () => {
    const { page } = await openSample();
    const canvas = page.getByRole("img", { name: /^predicted test accuracy against test accuracy/ });
    await canvas.focus();
    const heading = page.getByRole("heading", { name: /^Network/ });
    await page.keyboard.press("Home");
    await expect.poll(() => page.url()).toContain("network=");
    const first = await heading.textContent();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => heading.textContent()).not.toBe(first);
    expect(await page.locator(".scatter [aria-live]").textContent()).toContain("test accuracy:");
    await page.keyboard.press("Escape");
    await expect.poll(() => heading.count()).toBe(0);
    await page.context().close();
  });

  test("shows the dreamt images and how networks answer; dreams others while one watches, and stops", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Dreamt test set" }).click();
    await expect.poll(() => page.locator(".image").count()).toBe(120);
    await page.getByRole("button", { name: "trousers, image 11", exact: true }).hover();
    await page.getByRole("heading", { name: "Dreamt as trousers" }).waitFor();
    const summary = await page.locator(".image-answers figcaption").textContent();
    const [worse, better] = Array.from(
      summary!.matchAll(/half(?: of the networks)? ([\d.]+) %/g),
      ([, share]) => Number(share),
    );
    expect(better).toBeGreaterThan(worse! + 20);
    await page.getByRole("button", { name: "Dream a test set" }).click();
    await page.getByText(/^step \d+ of 200$/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click({ force: true });
    await page.getByRole("button", { name: "Dream another" }).waitFor();
    await expect.poll(() => page.getByRole("status").textContent(), { timeout: 5000 }).toBe("");
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("trains a network while its accuracy is measured and predicted; stops and trains another", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Train one" }).click();
    await page.getByLabel("epochs").fill("3");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Save the weights" }).waitFor();
    await page.getByText("epoch 3", { exact: true }).waitFor();
    const pointsOf = async (selector: string) =>
      (await page.locator(`.watched ${selector}`).getAttribute("points"))!.split(" ").length;
    expect(await pointsOf("polyline:not(.dotted)")).toBe(4);
    expect(await pointsOf("polyline.dotted")).toBe(4);
    expect(await pointsOf("polygon.band")).toBe(8);
    await page.getByLabel("epochs").fill("500");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByText(/^epoch \d+$/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("flags networks of noise", async () => {
    const { page } = await openSample();
    const random = new RandomStream(7, "noise");
    const noise = Float32Array.from({ length: 3 * 4970 }, () => 2 * random.uniform() - 1);
    await drop(page, [{ name: "noise.npy", bytes: encodeNpy(noise, [3, 4970]) }]);
    await page.getByRole("heading", { name: /^Predicted test accuracy/ }).waitFor();
    const rows = await page.locator(".scored tbody tr").allInnerTexts();
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.split("\t").at(-1)!.length).toBeGreaterThan(10);
    await page.context().close();
  });

  test.each(["", "#tab=dreams", "#tab=train", "#network=00374%4018&other=00149%4018"])(
    "axe finds nothing at %j",
    async (fragment) => {
      const { page } = await openSample();
      await page.goto(`${url}${fragment}`);
      await page.waitForTimeout(1500);
      await page.addScriptTag({ content: axe.source });
      const found = await page.evaluate(async () => {
        // biome-ignore lint/suspicious/noExplicitAny: axe puts itself into the page's window
        const { violations } = await (globalThis as any).axe.run();
        return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [
          id,
          nodes[0]!.html,
        ]);
      });
      expect(found).toEqual([]);
      await page.context().close();
    },
  );

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
    const cells = await page.locator(".scored tbody tr").allInnerTexts();
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
    await cp(join(ROOT, "dist/ui/sample/weight statistics"), join(folder, "one/model"), { recursive: true });
    const network = encodeNpy(new Float32Array(4970).fill(0.01), [4970]);
    for (const run of ["r1", "r2"]) {
      await mkdir(join(folder, "one/nets", run), { recursive: true });
      await writeFile(join(folder, "one/nets", run, "w.npy"), network);
    }
    await choose("two");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain("several zoos were given: two/a, two/b; give one");
    await choose("one");
    await page.getByText("400 shown").waitFor();
    const names = async () => (await page.locator(".scored tbody tr td:first-child").allInnerTexts()).sort();
    await expect.poll(names).toEqual(["one/nets/r1/w.npy", "one/nets/r2/w.npy"]);
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
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
    await page.getByLabel("X axis").selectOption("step");
    await page.getByLabel("Y axis").selectOption("test_accuracy");
    const canvas = (await page.locator(".plot canvas").boundingBox())!;
    await page.waitForTimeout(500);
    // An accuracy of 0.8 on an axis from 0 to 1 with a margin.
    const point = [canvas.x + canvas.width / 2, canvas.y + (1 - 0.82 / 1.04) * canvas.height] as const;
    await page.mouse.move(...point);
    await page.waitForTimeout(200);
    await page.mouse.click(...point);
    await page.getByRole("heading", { name: "Network 1 step 9" }).waitFor();
    await expect.poll(() => page.locator(".tensors figure").count()).toBe(8);
    await page.getByLabel("Checkpoints").selectOption("all");
    const first = page.getByRole("button", { name: "step 0" });
    await first.focus();
    await page.keyboard.press("Space");
    await page.getByRole("heading", { name: "Network 1 step 0" }).waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("finds a network by its name", async () => {
    const { page } = await openSample();
    const name = page.getByLabel("Find a network");
    await name.fill("00374");
    await name.press("Enter");
    await page.getByRole("heading", { name: "Network 00374 step 18" }).waitFor();
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
