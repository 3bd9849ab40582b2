import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { evaluateModel } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { selectRows } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { describe, expect, test } from "vitest";
import { axeFindings, CHROMIUM, dragLasso, ROOT, SAMPLE, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("exploring a zoo in Chromium", () => {
  const { url, open, openSample } = useBuiltPage();

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

  test("the first scatter takes at most 1 MB, compressed", async () => {
    const { page } = await open({ serviceWorkers: "block" });
    const scatter = page.getByRole("img", { name: /against test accuracy of 400 networks$/ });
    const asked: { readonly path: string; readonly range: string | undefined }[] = [];
    page.context().on("request", (request) => {
      const path = decodeURIComponent(new URL(request.url()).pathname.slice(1)) || "index.html";
      asked.push({ path, range: request.headers().range });
    });
    await page.reload({ waitUntil: "commit" });
    const isFurther = ({ path }: { readonly path: string }) =>
      /^sample\/(?:weight statistics\/|dreamt test set\/(?!(?:manifest|predictions)\.json$))/.test(path);
    await scatter.waitFor({ timeout: 20_000 });
    // The models themselves are not needed for the scatter, and may be asked for while it is drawn.
    const needed = asked.filter((request) => !isFurther(request));
    await expect.poll(() => asked.some(isFurther), { timeout: 20_000 }).toBe(true);
    const sizes = await Promise.all(
      needed.map(async ({ path, range }) => {
        const bytes = await readFile(join(ROOT, "dist/ui", path));
        const [, first = 0, last = bytes.length] = /bytes=(\d+)-(\d+)/.exec(range ?? "")?.map(Number) ?? [];
        return gzipSync(bytes.subarray(first, last + 1)).length;
      }),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(300_000);
    expect(total).toBeLessThan(1_000_000);
    await page.context().close();
  });

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

  test("scores follow a brush to what evaluateModel has for the same condition, to 1e-6", async () => {
    const { page } = await openSample();
    await page.locator("details.model summary").click();
    await page.locator("details.model select").selectOption("weight statistics");
    await page.locator("details.model summary").click();
    const exact = async () =>
      Promise.all(
        [/^R²/, /^Kendall/].map(async (name) =>
          Number(await page.locator(".scores b", { hasText: name }).getAttribute("title")),
        ),
      );
    const bars = page.getByRole("group", { name: /^test accuracy/ }).locator("svg");
    await bars.scrollIntoViewIfNeeded();
    const box = (await bars.boundingBox())!;
    const whole = await exact();
    await page.mouse.move(box.x + 0.55 * box.width, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.95 * box.width, box.y + 20);
    await page.mouse.up();
    await expect.poll(() => page.url()).toContain("only.test_accuracy");
    const [low, high] = new URLSearchParams(new URL(page.url()).hash.slice(1))
      .get("only.test_accuracy")!
      .split("..");
    const zoo = await openZoo(SAMPLE);
    const model = await loadModel(join(ROOT, "dist/ui/sample/weight statistics"));
    const where = `test_accuracy >= ${low} and test_accuracy <= ${high}`;
    const { scores } = await evaluateModel(model, zoo, {
      selection: selectRows(zoo, { checkpoint: "final", where }),
    });
    await expect.poll(exact).not.toEqual(whole);
    const [r2, tau] = await exact();
    expect(r2).toBeCloseTo(scores.r2!, 6);
    expect(tau).toBeCloseTo(scores.tau!, 6);
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
    // That the page opens the worst prediction by itself is no step.
    expect(await page.evaluate(() => history.length)).toBe(2);
    await page.getByLabel("Colour by").selectOption("config.optimizer");
    await page.getByRole("button", { name: /^tanh/ }).click();
    await page.getByText("197 shown").waitFor();
    await page.getByRole("button", { name: "Dreamt test set" }).click();
    await page.getByRole("heading", { name: "A test set dreamt from weights" }).waitFor();
    await page.goBack();
    await page.getByText("197 shown").waitFor();
    const network = await page.getByRole("heading", { name: /^Network/ }).textContent();
    await page.reload();
    await page.getByText("197 shown").waitFor();
    expect(await page.getByLabel("Colour by").inputValue()).toBe("config.optimizer");
    await expect.poll(() => page.getByRole("heading", { name: /^Network/ }).textContent()).toBe(network);
    await page.goBack();
    await page.getByText("400 shown").waitFor();
    expect(await page.getByLabel("Colour by").inputValue()).toBe("config.optimizer");
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
    expect(lines[0]).toContain("network,predicted,test_accuracy,error");
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

  // 640 pixels are what a screen of 1,280 has at 200 %.
  test.each([
    [360, 700],
    [640, 450],
  ])("a screen of %i by %i scrolls down only, on all pages", async (width, height) => {
    const { page } = await openSample({ viewport: { width, height } });
    for (const fragment of ["", "#chart=map", "#chart=lines", "#tab=dreams", "#tab=train"]) {
      await page.goto(`${url()}${fragment}`);
      await page.waitForTimeout(500);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), fragment).toBe(width);
    }
    await page.context().close();
  });

  test("a lasso selects the networks inside it for a table", async () => {
    const { page } = await openSample();
    await dragLasso(page);
    const table = page.getByRole("region", { name: "Chosen" });
    const title = await table.getByRole("heading").textContent();
    // The corner of those that are and are said to be better than about half.
    const accurate = await page.evaluate(
      () => document.querySelectorAll("[aria-label='Chosen'] tbody tr").length,
    );
    expect(Number(/([\d,]+) networks/.exec(title!)![1])).toBeGreaterThan(100);
    expect(accurate).toBeGreaterThan(5);
    // The address keeps the lasso and the order of the table.
    await table.getByRole("button", { name: /^test accuracy/ }).click();
    const first = () => table.locator("tbody th").first().textContent();
    const least = await first();
    await page.reload();
    await expect.poll(() => table.getByRole("heading").textContent()).toBe(title);
    await expect.poll(first).toBe(least);
    expect(await table.locator('th[aria-sort="descending"]').count()).toBe(1);
    await expect.poll(() => page.locator("polygon.lasso").count()).toBe(1);
    await page.getByRole("button", { name: "Close the table" }).click();
    await expect.poll(() => page.locator("polygon.lasso").count()).toBe(0);
    await page.context().close();
  });

  test.each([
    "",
    "#chart=map",
    "#chart=lines",
    "#tab=dreams",
    "#tab=train",
    "#network=00374%4018&other=00149%4018",
  ])("axe finds nothing at %j", async (fragment) => {
    const { page } = await openSample();
    await page.goto(`${url()}${fragment}`);
    await page.waitForTimeout(1500);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });
});
