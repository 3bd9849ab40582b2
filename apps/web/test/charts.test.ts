import { describe, expect, test } from "vitest";
import { CHROMIUM, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("charts of a zoo in Chromium", () => {
  const { openSample } = useBuiltPage();

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
