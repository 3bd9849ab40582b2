import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axeFindings, CHROMIUM, drop, useBuiltPage } from "./built-page.js";

const REPORT = fileURLToPath(new URL("../../../fixtures/fashion_mnist_report", import.meta.url));

describe.skipIf(CHROMIUM === undefined)("results of experiments in Chromium", () => {
  const { open } = useBuiltPage();

  async function openReport(options?: Parameters<typeof open>[0]) {
    const opened = await open(options);
    await opened.page.getByLabel("Open a folder").setInputFiles(REPORT);
    await opened.page.getByRole("heading", { name: "fashion_mnist_report" }).waitFor();
    return opened;
  }

  const table = (page: Page) => page.locator(".results-rows tbody tr");
  const column = async (page: Page, heading: string) => {
    const headings = await page.locator(".results-rows thead th").allInnerTexts();
    const at = headings.findIndex((text) => text.startsWith(heading));
    return table(page).evaluateAll(
      (rows, cell) => rows.map((row) => (row as HTMLTableRowElement).cells[cell]!.textContent),
      at,
    );
  };

  test("a folder of reproduce opens: its table is sorted, filtered and saved as CSV and LaTeX", async () => {
    const { page, events } = await openReport();
    const { cells, baselines } = JSON.parse(await readFile(`${REPORT}/results.json`, "utf8"));
    expect(await table(page).count()).toBe(cells.length + baselines.length);
    await page.getByRole("button", { name: "R²", exact: true }).click();
    const scores = (await column(page, "R² ↓")).map((text) => Number.parseFloat(text.replace("−", "-")));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const best = Math.max(
      ...cells.map((cell: { scores: { r2: { value: number } } }) => cell.scores.r2.value),
    );
    expect(scores[0]).toBeCloseTo(best, 3);

    await page.getByLabel("predictor").selectOption("gbm");
    expect(new Set(await column(page, "predictor"))).toEqual(new Set(["gbm"]));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as CSV" }).click(),
    ]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(download.suggestedFilename()).toBe("scores.csv");
    expect(lines).toHaveLength(1 + (await table(page).count()));
    expect(lines[1]).toMatch(/^fashion_mnist_sample,gbm,/);
    const [latex] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as LaTeX" }).click(),
    ]);
    expect(await readFile(await latex.path(), "utf8")).toContain("\\begin{longtable}");

    await page.getByLabel("features").selectOption("weights");
    expect(await table(page).count()).toBe(1);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("the address keeps the order and the filters of a table: Back undoes them, a reload keeps them", async () => {
    const { page, events } = await openReport();
    const all = await table(page).count();
    /** Steps within a second are one step back. */
    const nextStep = () => page.waitForTimeout(1100);
    await nextStep();
    await page.getByLabel("predictor").selectOption("gbm");
    const kept = await table(page).count();
    expect(kept).toBeLessThan(all);
    await nextStep();
    await page.getByRole("button", { name: "R²", exact: true }).click();
    const sorted = await column(page, "R² ↓");
    expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("rows.predictor")).toBe("gbm");
    await page.reload();
    await page.getByLabel("Open a folder").setInputFiles(REPORT);
    await page.getByRole("heading", { name: "fashion_mnist_report" }).waitFor();
    await expect.poll(() => column(page, "R² ↓")).toEqual(sorted);
    expect(await page.getByLabel("predictor").inputValue()).toBe("gbm");
    await page.goBack();
    await expect.poll(() => page.locator('th[aria-sort="descending"]').count()).toBe(0);
    expect(await table(page).count()).toBe(kept);
    await page.goBack();
    await expect.poll(() => table(page).count()).toBe(all);
    await page.goForward();
    await expect.poll(() => table(page).count()).toBe(kept);
    // Another table is opened whole.
    await nextStep();
    await page.getByRole("button", { name: "Learning curves" }).click();
    await expect.poll(() => column(page, "predictor")).toHaveLength(5);
    expect(page.url()).not.toContain("rows.");
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("other tables and all figures of the report are there, the drawings as they are in the folder", async () => {
    const { page, events } = await openReport({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Differences between predictors" }).click();
    expect((await column(page, "first")).length).toBe(6);
    expect(page.url()).toContain("table=differences");
    // Changes of a table within a second are one step back.
    await page.waitForTimeout(1100);
    await page.getByRole("button", { name: "Learning curves" }).click();
    expect((await column(page, "predictor")).length).toBe(5);
    await page.goBack();
    await expect.poll(async () => (await column(page, "first")).length).toBe(6);
    const images = page.locator(".results-figures img");
    await expect.poll(() => images.count()).toBe(7);
    const widths = await images.evaluateAll((all) =>
      Promise.all(
        (all as HTMLImageElement[]).map(async (image) => {
          await image.decode();
          return image.naturalWidth;
        }),
      ),
    );
    expect(Math.min(...widths)).toBeGreaterThan(300);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("a results.json alone opens; one that is damaged is refused by its field", async () => {
    const { page } = await open();
    const bytes = await readFile(`${REPORT}/results.json`);
    const damaged = bytes.toString().replace('"cells":[', '"cells":[1,');
    await drop(page, [{ name: "results.json", bytes: new TextEncoder().encode(damaged) }]);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("results.json: cells.0: ");
    await drop(page, [{ name: "results.json", bytes }]);
    await page.getByRole("heading", { name: "results.json" }).waitFor();
    await expect.poll(() => table(page).count()).toBeGreaterThan(10);
    await page.context().close();
  });

  test("the view without results says how to open some; the table is sorted by keyboard", async () => {
    const { page, events } = await open();
    await page.getByRole("button", { name: "Results" }).click();
    await page.getByText("weightcast reproduce ZOO -o FOLDER").waitFor();
    // Until then, those of the sample are an example.
    await page.getByRole("heading", { name: "Results of the sample" }).waitFor();
    expect(await table(page).count()).toBeGreaterThan(10);
    await page.getByLabel("Open a folder").setInputFiles(REPORT);
    await page.getByRole("heading", { name: "fashion_mnist_report" }).waitFor();
    expect(await page.getByText("weightcast reproduce ZOO -o FOLDER").count()).toBe(0);
    await page.getByRole("button", { name: "τ", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator('th[aria-sort="descending"]').count()).toBe(1);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test.each([
    ["light", 1400],
    ["dark", 1400],
    ["light", 360],
  ] as const)(
    "axe finds nothing, and the page scrolls down only: %s, %i pixels",
    async (colorScheme, width) => {
      const { page } = await openReport({ colorScheme, viewport: { width, height: 800 } });
      await expect.poll(() => page.locator(".results-figures img").count()).toBe(7);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await axeFindings(page)).toEqual([]);
      await page.context().close();
    },
  );
});
