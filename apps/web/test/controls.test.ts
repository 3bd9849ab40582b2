import { describe, expect, test } from "vitest";
import { CHROMIUM, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("controls of the page in Chromium", () => {
  const { open, openSample } = useBuiltPage();

  test("a sheet closes with Escape, and once something else is used", async () => {
    const { page, events } = await openSample();
    const more = page.locator("details.more");
    const isOpen = () => more.evaluate((details) => (details as HTMLDetailsElement).open);
    await more.locator("summary").click();
    await page.getByLabel("X scale").focus();
    await page.keyboard.press("Escape");
    expect(await isOpen()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("More");
    await page.keyboard.press("Enter");
    expect(await isOpen()).toBe(true);
    await page.getByLabel("X scale").selectOption("linear");
    expect(await isOpen()).toBe(true);
    await page.getByRole("button", { name: "Save as PNG" }).focus();
    await page.keyboard.press("Tab");
    expect(await isOpen()).toBe(false);
    await page.locator("details.model summary").click();
    await page.getByText(/^\d+ networks of [\d,]+ weights each/).click();
    await expect.poll(() => page.locator("details.model[open]").count()).toBe(0);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("the keyboard gets past the filters to the plot in one step", async () => {
    const { page } = await openSample();
    await expect.poll(() => page.locator(".works button").count()).toBe(0);
    await page.getByRole("button", { name: "Sample" }).focus();
    await page.keyboard.press("Tab");
    const skip = page.getByRole("button", { name: "Skip the filters" });
    const box = (await skip.boundingBox())!;
    expect(box.width).toBeGreaterThan(50);
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-roledescription"))).toBe(
      "scatter plot",
    );
    expect((await skip.boundingBox())!.width).toBeLessThan(50);
    await page.context().close();
  });

  test("a browser without WebGL says so, and shows all but the plot", async () => {
    const { page } = await open();
    await page.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...parameters: unknown[]) {
        const isWebGl = String(parameters[0]).includes("webgl");
        return isWebGl ? null : Reflect.apply(getContext, this, parameters);
      } as typeof getContext;
    });
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.reload();
    await page.getByText(/^This browser does not offer WebGL/).waitFor();
    await page.getByRole("button", { name: /^relu/ }).click();
    await page.getByText("203 shown").waitFor();
    await expect.poll(() => page.locator(".scores").textContent()).toContain("R²");
    await page.getByRole("button", { name: "The 20 worst" }).click();
    await page.getByText("20 networks").waitFor();
    expect(errors).toEqual([]);
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.context().close();
  });
});
