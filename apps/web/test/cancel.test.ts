import type { Progress } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { Engine } from "../src/engine/engine.js";
import { CHROMIUM, useBuiltPage } from "./built-page.js";
import { largeZoo } from "./large-zoo.js";

/** So many networks have metrics of several pieces. */
const NETWORKS = 60_000;

test("cancelling the opening of files ends the engine's work, and other files open afterwards", async () => {
  const engine = new Engine();
  const files = largeZoo(NETWORKS).map(({ name, bytes }) => ({
    path: name,
    file: new File([bytes as BlobPart], name),
  }));
  const seen: Progress[] = [];
  const opened = await engine.openFiles(1, files, (progress) => {
    seen.push(progress);
    // The message of the page comes while the next piece is read. It is handled after work of 50 ms, which parsing a piece need not last.
    setTimeout(() => engine.cancel(1));
    const start = performance.now();
    while (performance.now() - start <= 60);
  });
  expect(opened).toBeNull();
  const { length } = seen;
  expect(seen.at(-1)!.done).toBeLessThan(seen.at(-1)!.total);
  const again = await engine.openFiles(2, files, () => {});
  expect(again?.zoo?.runs.names.length).toBe(NETWORKS);
  expect(seen.length).toBe(length);
});

describe.skipIf(CHROMIUM === undefined)("cancelling in Chromium", () => {
  const { url, open } = useBuiltPage();

  test("Cancel ends the request for a zoo that does not come; the sample opens when it is asked for again", async () => {
    const { page } = await open({ serviceWorkers: "block" });
    const metrics = "**/sample/zoo/metrics.csv";
    await page.context().route(metrics, () => {});
    const failed: string[] = [];
    page.context().on("requestfailed", (request) => {
      failed.push(`${new URL(request.url()).pathname} ${request.failure()?.errorText}`);
    });
    // A page that is cancelled before it has asked for the metrics never asks for them.
    const asked = page.context().waitForEvent("request", (request) => request.url().endsWith("/metrics.csv"));
    await page.goto(`${url()}?again#tab=explore`);
    await asked;
    await page.getByRole("button", { name: "Cancel" }).click();
    // Requests that have not been answered by then end too.
    await expect.poll(() => failed).toContain("/sample/zoo/metrics.csv net::ERR_ABORTED");
    await expect.poll(() => page.getByRole("status").textContent()).toBe("");
    await page.getByText(/^Nothing is open/).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.context().unroute(metrics);
    await page.getByRole("button", { name: "Sample" }).click();
    await page.getByText("400 shown").waitFor();
    await page.context().close();
  });
});
