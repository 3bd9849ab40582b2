import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { parseCsv } from "@weightcast/zoo-io";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { startUi } from "./start-ui.js";

const CHROMIUM = findChromium("checkpoints are not given to the page in a browser");
const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample/", import.meta.url));
/** The first network of the sample, as `make_networks.py --zoo` saves it. */
const NETWORK = fileURLToPath(
  new URL("../../../packages/checkpoints/test/golden/alignment/sample/", import.meta.url),
);
const FILES = ["0.npy", "0.h5", "0.keras", "0.onnx", "0.pt", "0.safetensors", "0.weights.h5"];

describe.skipIf(CHROMIUM === undefined)("checkpoints of frameworks in Chromium", () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-ui-checkpoints-"));
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: CHROMIUM_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  test("are read and scored as the command line scores them, and as the row of the zoo", {
    timeout: 180_000,
  }, async () => {
    const [model, params] = [join(folder, "model"), join(folder, "params.json")];
    await writeFile(params, '{ "n_estimators": 50, "min_data_in_leaf": 10 }');
    const features = ["--features", "layer-statistics", "--params", params];
    const fitted = await runCli("fit", SAMPLE, "--predictor", "gbm", ...features, "-o", model);
    expect(fitted.code, fitted.stderr).toBe(0);
    const paths = FILES.map((name) => join(NETWORK, name));
    const scored = await runCli("score", model, ...paths, SAMPLE, "--json");
    const expected: { predicted: number; low: number; high: number }[] = JSON.parse(scored.stdout);
    const row = expected[FILES.length];
    expect(expected.slice(0, FILES.length).map(({ predicted }) => predicted)).toEqual(
      FILES.map(() => row?.predicted),
    );

    const { url, stop } = await startUi(SAMPLE, "--model", model);
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(url);
    await page.locator(".scores").getByText("held-out networks shown").waitFor();
    await page.getByLabel("Open files").setInputFiles(paths);
    await page.getByRole("heading", { name: /^Predicted test accuracy/ }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".scored").getByRole("button", { name: "Save as CSV" }).click(),
    ]);
    const { header, rows } = parseCsv(await readFile(await download.path(), "utf8"), "predictions.csv");
    const column = (name: string) => rows.map((cells) => cells[header.indexOf(name)]);
    expect(column("file").toSorted()).toEqual(FILES.toSorted());
    for (const [i, name] of FILES.entries()) {
      const at = column("file").indexOf(name);
      const numbers = ["predicted", "low", "high"].map((other) => Number(column(other)[at]));
      expect(numbers, name).toEqual([expected[i]?.predicted, expected[i]?.low, expected[i]?.high]);
    }
    expect(errors).toEqual([]);
    await page.close();
    expect(await stop()).toBe(0);
  });
});
