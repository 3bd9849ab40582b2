import { readFile } from "node:fs/promises";
import { decodeNpy, encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { CHROMIUM, drop, sampleFiles, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("looking at networks in Chromium", () => {
  const { url, open, openSample } = useBuiltPage();

  test("compares two networks, and saves the plot as SVG and PNG", async () => {
    const { page } = await openSample();
    await page.getByRole("button", { name: "Compare with another" }).click();
    await page.getByLabel("Find a network").fill("00374");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /@18 beside 00374@18$/ }).waitFor();
    await expect.poll(() => page.locator(".pairs figure").count()).toBe(18);
    await expect.poll(() => page.locator(".spectra figure").count()).toBe(4);
    expect(await page.locator(".norms tbody tr").count()).toBe(8);
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

  test("the predictions are there before the model is, and without it; then the reason is said", async () => {
    const { page } = await open({ serviceWorkers: "block" });
    await page.goto("about:blank");
    const asked: string[] = [];
    page.context().on("request", (request) => asked.push(decodeURIComponent(request.url())));
    await page.context().route("**/dreamt%20test%20set/model.txt", (route) => route.fulfill({ status: 404 }));
    await page.goto(url());
    await page.getByText("400 shown").waitFor();
    await page.getByText(/cannot be fetched: the server answered 404/).waitFor();
    await expect.poll(() => page.locator(".scores").textContent()).toContain("R²");
    const files = asked.map((address) => address.split("/").at(-1));
    expect(files.indexOf("predictions.json")).toBeLessThan(files.indexOf("model.txt"));
    // The model that is not chosen is not fetched at all.
    expect(asked.filter((address) => address.includes("weight statistics/model.txt"))).toEqual([]);
    await page.context().close();
  });
});
