import { describe, expect, test } from "vitest";
import { CHROMIUM, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("dreaming and training in Chromium", () => {
  const { openSample } = useBuiltPage();

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
});
