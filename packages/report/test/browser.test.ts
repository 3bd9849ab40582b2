import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { findChromium } from "@weightcast/config/chromium";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../src/index.js";
import { madeUpResults } from "./made-up-results.js";

const CHROMIUM = findChromium("the report is not opened in a browser");

describe.skipIf(CHROMIUM === undefined)("in Chromium", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "weightcast-report-"));
    const hostile = madeUpResults(["mnist", "<img src=http://zoo.invalid/x onerror=alert(1)>"]);
    for (const [name, text] of renderReport(hostile)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a file of the report offline; what the page said and asked for, itself left out. */
  async function open(name: string, colorScheme: "light" | "dark", width: number) {
    const context = await browser.newContext({
      colorScheme,
      offline: true,
      viewport: { width, height: 800 },
    });
    const page = await context.newPage();
    const events: string[] = [];
    const url = pathToFileURL(join(folder, name)).href;
    page.on("console", (message) => events.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => events.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== url) events.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, events };
  }

  const ground = (page: Page) =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  test.each(["light", "dark"] as const)("the page says nothing and asks for nothing: %s", async (scheme) => {
    const { page, events } = await open("index.html", scheme, 1200);
    expect(events).toEqual([]);
    expect(await page.locator("figure svg").count()).toBe(8);
    expect(await ground(page)).toBe(scheme === "light" ? "rgb(255, 255, 255)" : "rgb(21, 24, 28)");
    await page.context().close();
  });

  test("a dark screen's report is printed on white", async () => {
    const { page } = await open("index.html", "dark", 1200);
    await page.emulateMedia({ media: "print" });
    expect(await ground(page)).toBe("rgb(255, 255, 255)");
    await page.context().close();
  });

  test.each([360, 1200, 1500, 1920])(
    "a screen of %i pixels scrolls down only: wide tables scroll by themselves",
    async (width) => {
      const { page } = await open("index.html", "light", width);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.context().close();
    },
  );

  test.each([...renderReport(madeUpResults()).keys()].filter((name) => name.endsWith(".svg")))(
    "%s opens by itself",
    async (name) => {
      const { page, events } = await open(name, "dark", 1200);
      expect(events).toEqual([]);
      expect(await page.evaluate(() => getComputedStyle(document.querySelector("rect")!).fill)).toBe(
        "rgb(21, 24, 28)",
      );
      await page.context().close();
    },
  );
});
