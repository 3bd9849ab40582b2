import { decodeNpy, encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { axeFindings, CHROMIUM, drop, sampleFiles, useBuiltPage } from "./built-page.js";

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
    // In the frame in which the first step is seen, for all of them may take only two seconds.
    await page.waitForFunction(() => {
      const isSeen = /step \d+ of 200$/.test(document.querySelector(".live .row")?.textContent ?? "");
      if (isSeen) document.querySelector<HTMLElement>(".works button")?.click();
      return isSeen;
    });
    await page.getByRole("button", { name: "Dream another" }).waitFor();
    await expect.poll(() => page.getByRole("status").textContent(), { timeout: 5000 }).toBe("");
    expect(await page.getByText("step 200 of 200").count()).toBe(0);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("a network dropped on the dreamt images shows which of them it recognises", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Dreamt test set" }).click();
    await expect.poll(() => page.locator(".image").count()).toBe(120);
    const { data } = decodeNpy((await sampleFiles())[0]!.bytes);
    const weights = (data as Float32Array).slice(5 * 4970, 6 * 4970);
    await drop(page, [{ name: "mine.npy", bytes: encodeNpy(weights, [4970]) }]);
    const own = page.getByRole("button", { name: /^mine\.npy: \d+ of 120$/ });
    await own.waitFor();
    const right = Number(/: (\d+) of/.exec((await own.textContent())!)![1]);
    expect(right).toBeGreaterThan(60);
    expect(await page.locator(".image.right").count()).toBe(right);
    expect(await page.locator(".image.wrong").count()).toBe(120 - right);
    await page.locator(".image.right").first().hover();
    await page.getByText(/^mine\.npy sees T-shirt; it gives T-shirt [\d.]+ %\.$/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("trains a network while its accuracy is measured and predicted; stops and trains another", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Train one" }).click();
    await page.getByLabel("epochs").fill("3");
    // The page is drawn anew while one writes: what is written stays.
    await page.getByLabel("optimizer").evaluate((select) => {
      (select as HTMLSelectElement).value = "sgd";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await page.getByLabel("epochs").inputValue()).toBe("3");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Save the weights" }).waitFor();
    await page.getByText("epoch 3", { exact: true }).waitFor();
    const pointsOf = async (selector: string) =>
      (await page.locator(`.watched ${selector}`).getAttribute("points"))!.split(" ").length;
    expect(await pointsOf("polyline:not(.dotted)")).toBe(4);
    expect(await pointsOf("polyline.dotted")).toBe(4);
    expect(await pointsOf("polygon.band")).toBe(8);
    await page.getByRole("button", { name: "Add it to the zoo" }).click();
    await page.getByText("401 shown").waitFor();
    await page.getByRole("heading", { name: "Network trained-1 step 3" }).waitFor();
    await page.getByText("Held out: the model has never seen this training run.").waitFor();
    await page.getByText("on the 61 held-out networks shown").waitFor();
    await page.getByRole("button", { name: "Compare with another" }).click();
    await page.getByLabel("Find a network").fill("00374");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "trained-1@3 beside 00374@18" }).waitFor();
    await expect.poll(() => page.locator(".spectra figure").count()).toBe(4);
    await page.getByRole("button", { name: "Train one" }).click();
    await page.getByLabel("epochs").fill("500");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByText(/^epoch \d+$/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });
});
