import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";
import { startUi } from "./start-ui.js";

const CHROMIUM = findChromium("the page of `ui` is not opened in a browser");

describe.skipIf(CHROMIUM === undefined)("the page of `ui` in Chromium", () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-ui-page-"));
    await writeSmallZoo(join(folder, "zoo"));
    await writeFile(join(folder, "short.json"), '{ "epochs": 3 }');
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: CHROMIUM_ARGUMENTS,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  test.each(["gbm", "logit-linear"])(
    "predicts a served zoo with %s, isolated from other origins",
    async (predictor) => {
      const [zoo, model] = [join(folder, "zoo"), join(folder, predictor)];
      const params = predictor === "gbm" ? [] : ["--params", join(folder, "short.json")];
      const fitted = await runCli(
        ...["fit", zoo, "--predictor", predictor, "--features", "wstats-glob", ...params, "-o", model],
      );
      expect(fitted.code, fitted.stderr).toBe(0);
      const { url, stop } = await startUi(zoo, "--model", model);
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("response", (response) => {
        if (!response.ok()) errors.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(url);
      await page.locator(".scores").getByText("held-out networks shown").waitFor();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(errors).toEqual([]);
      await page.close();
      expect(await stop()).toBe(0);
    },
  );

  test("shows served results at once", async () => {
    const { url, stop } = await startUi(
      fileURLToPath(new URL("../../../fixtures/fashion_mnist_report", import.meta.url)),
    );
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(url);
    await page.getByRole("heading", { name: "fashion_mnist_report" }).waitFor();
    await expect.poll(() => page.locator(".results-figures img").count(), { timeout: 15_000 }).toBe(7);
    expect(errors).toEqual([]);
    await page.close();
    expect(await stop()).toBe(0);
  });
});
