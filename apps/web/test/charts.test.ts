import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { CHROMIUM, drop, useBuiltPage } from "./built-page.js";
import { largeZoo } from "./large-zoo.js";

/** How dark the ink of the plot is on average, from 0 to 1, between two corners that are shares of its width and height from the top left. */
async function inkBetween(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const image = (await page.locator(".plot canvas").screenshot()).toString("base64");
  return page.evaluate(
    async ({ data, corners: [left, top, right, bottom] }) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      const [x, y] = [Math.floor(left * bitmap.width), Math.floor(top * bitmap.height)];
      const [width, height] = [
        Math.ceil((right - left) * bitmap.width),
        Math.ceil((bottom - top) * bitmap.height),
      ];
      const { data: pixels } = context.getImageData(x, y, width, height);
      const dark = Array.from({ length: pixels.length / 4 }, (_, i) => 1 - pixels[4 * i]! / 255);
      return {
        mean: dark.reduce((sum, one) => sum + one, 0) / dark.length,
        most: dark.reduce((most, one) => Math.max(most, one)),
      };
    },
    { data: image, corners: [...from, ...to] as [number, number, number, number] },
  );
}

describe.skipIf(CHROMIUM === undefined)("charts of a zoo in Chromium", () => {
  const { open, openSample } = useBuiltPage();

  test("axes are logarithmic where their values ask for it, with a switch that the address keeps", async () => {
    const { page, events } = await openSample();
    const sentence = page.getByText(/^400 networks of 4,970 weights each/);
    expect(await sentence.textContent()).toContain(
      "as predicted from the weights alone, against the one measured",
    );
    await page.getByLabel("X axis").selectOption("config.learning_rate");
    expect(await sentence.textContent()).toContain("Each dot is a network.");
    await page.getByLabel("Y axis").selectOption("config.dropout");
    /** The labels of the ticks of the x axis, and the gaps between them in pixels. */
    const ticks = async () => {
      const texts = await page
        .locator(".axes text[text-anchor=middle]:not(.label)")
        .evaluateAll((all) =>
          all.map((text) => [Number(text.textContent), Number(text.getAttribute("x"))] as const),
        );
      const known = texts.filter(([value]) => value > 0);
      return { values: known.map(([value]) => value), places: known.map(([, place]) => place) };
    };
    const gapsOf = (numbers: readonly number[]) => numbers.slice(1).map((place, i) => place - numbers[i]!);
    const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);
    /** Whether places are those of the logarithms of the values. */
    const isLog = async () => {
      const { values, places } = await ticks();
      const slopes = gapsOf(places).map((gap, i) => gap / gapsOf(values.map(Math.log))[i]!);
      return spread(slopes) < 1 && spread(gapsOf(places)) > 5;
    };
    await expect.poll(isLog).toBe(true);
    await page.locator("details.more summary").click();
    await page.getByLabel("X scale").selectOption("linear");
    await expect.poll(async () => spread(gapsOf((await ticks()).places))).toBeLessThan(1);
    expect(page.url()).toContain("xScale=linear");
    await page.reload();
    await page.getByText("400 shown").waitFor();
    await expect.poll(async () => spread(gapsOf((await ticks()).places))).toBeLessThan(1);
    await page.locator("details.more summary").click();
    await page.getByLabel("X scale").selectOption("log");
    await expect.poll(isLog).toBe(true);
    // An axis of values of which some are not above 0 leaves these out, and says so.
    await page.getByLabel("X axis").selectOption("error");
    await page.getByText(/networks have no value to place or colour them by/).waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("beyond 20,000 points one sees where they are dense, and each point once one zooms in", async () => {
    const { page, events } = await open();
    await drop(page, largeZoo(25_000));
    await page.getByText("25,000 shown").waitFor();
    await page.getByLabel("X axis").selectOption("config.learning_rate");
    await page.getByLabel("Y axis").selectOption("test_accuracy");
    await page.getByLabel("Colour by").selectOption("test_accuracy");
    // The middle of the plot holds four fifths of the points, and a corner as few as a tenth of a percent.
    const middle = () => inkBetween(page, [0.46, 0.46], [0.54, 0.54]);
    const corner = () => inkBetween(page, [0.1, 0.05], [0.3, 0.25]);
    await expect.poll(async () => (await middle()).mean, { timeout: 20_000 }).toBeGreaterThan(0.4);
    const [dense, sparse] = [await middle(), await corner()];
    expect(dense.mean).toBeGreaterThan(4 * sparse.mean);
    expect(sparse.mean).toBeGreaterThan(0.001);
    // A single point is transparent, so that many of them are darker.
    expect(sparse.most).toBeLessThan(0.75 * dense.most);
    const box = (await page.locator(".plot canvas").boundingBox())!;
    // A lasso around that corner, a twenty-fifth of the plot, holds about so many of the 5,000 points that are anywhere.
    await page.getByRole("button", { name: "Lasso" }).click();
    const at = ([x, y]: readonly [number, number]) =>
      page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
    await at([0.1, 0.05]);
    await page.mouse.down();
    for (const place of [
      [0.3, 0.05],
      [0.3, 0.25],
      [0.1, 0.25],
      [0.1, 0.08],
    ] as const)
      await at(place);
    await page.mouse.up();
    const chosen = await page.getByRole("region", { name: "Chosen" }).getByRole("heading").textContent();
    expect(Number(/([\d,]+) networks/.exec(chosen!)![1])).toBeGreaterThan(150);
    expect(Number(/([\d,]+) networks/.exec(chosen!)![1])).toBeLessThan(250);
    await page.getByRole("button", { name: "Close the table" }).click();
    await page.getByRole("button", { name: "Lasso" }).click();
    await at([0.2, 0.15]);
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -400);
    await expect
      .poll(async () => (await inkBetween(page, [0, 0], [1, 1])).most)
      .toBeGreaterThan(1.2 * sparse.most);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("maps the zoo by its weights, linked with filters, selection and the address", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Map by weights" }).click();
    const map = page.getByRole("img", {
      name: /^second direction: \d+ % of the variance against first direction/,
    });
    await map.waitFor();
    expect(await map.getAttribute("aria-label")).toContain("of 400 networks");
    expect(await page.getByLabel("Colour by").inputValue()).toBe("test_accuracy");
    await page.getByRole("button", { name: /^tanh/ }).click();
    await expect.poll(() => map.getAttribute("aria-label")).toContain("of 197 networks");
    await map.focus();
    await page.keyboard.press("Home");
    const heading = page.getByRole("heading", { name: /^Network \d/ });
    const network = await heading.textContent();
    await page.reload();
    await map.waitFor();
    await expect.poll(() => map.getAttribute("aria-label")).toContain("of 197 networks");
    await expect.poll(() => heading.textContent()).toBe(network);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("draws parallel lines; dragging along an axis keeps networks, in the histograms too", async () => {
    const { page, events } = await openSample();
    await page.getByRole("button", { name: "Parallel lines" }).click();
    await page.getByRole("button", { name: "Close the network" }).click();
    await page.locator(".parallel").scrollIntoViewIfNeeded();
    await page.getByRole("img", { name: /^400 networks as lines through activation, dropout/ }).waitFor();
    const drag = async (axis: string, from: number, to: number) => {
      const box = (await page.locator(`[data-axis="${axis}"]`).boundingBox())!;
      const at = (share: number) => [box.x + box.width / 2, box.y + share * box.height] as const;
      await page.mouse.move(...at(from));
      await page.mouse.down();
      await page.mouse.move(...at((from + to) / 2));
      await page.mouse.move(...at(to));
      await page.mouse.up();
    };
    const shown = async () => Number((await page.getByText(/^\d+ shown$/).textContent())!.split(" ")[0]);
    // The lower of the two words.
    await drag("config.activation", 0.97, 0.6);
    await page.getByText("203 shown").waitFor();
    expect(await page.getByRole("button", { name: /^relu/ }).getAttribute("aria-pressed")).toBe("true");
    await drag("config.learning_rate", 0.02, 0.5);
    expect(await shown()).toBeGreaterThan(40);
    expect(await shown()).toBeLessThan(160);
    const least = page.getByLabel("least learning rate");
    // Half way down a logarithmic axis.
    expect(Number(await least.inputValue())).toBeLessThan(0.01);
    await drag("config.learning_rate", 0.3, 0.3);
    await page.getByText("203 shown").waitFor();
    expect(page.url()).toContain("chart=lines");
    const lines = (await page.locator(".parallel canvas").boundingBox())!;
    await page.mouse.move(lines.x + lines.width - 90, lines.y + 0.4 * lines.height);
    await page.locator(".tooltip").waitFor();
    await page.mouse.click(lines.x + lines.width - 90, lines.y + 0.4 * lines.height);
    await expect.poll(() => page.url()).toContain("network=");
    expect(events).toEqual([]);
    await page.context().close();
  });
});
