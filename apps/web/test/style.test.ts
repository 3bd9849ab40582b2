import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { CHROMIUM, useBuiltPage } from "./built-page.js";

/** The least contrast of a control's border to its ground (WCAG 2.2, success criterion 1.4.11). */
const LEAST_CONTRAST = 3;

/** The contrast of the borders of all controls in sight that have one, to the ground of the page. */
function borderContrasts(page: Page): Promise<[name: string, contrast: number][]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const luminance = (colour: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = luminance(getComputedStyle(document.documentElement).backgroundColor);
    const controls = document.querySelectorAll<HTMLElement>(
      "button, .button, select, input:not([type=file])",
    );
    return Array.from(controls).flatMap((control): [string, number][] => {
      const { borderBottomColor, borderBottomWidth, borderBottomStyle } = getComputedStyle(control);
      const isPlain = control.matches(".plain, .word, .image, nav button, [type=checkbox], [type=range]");
      if (isPlain || borderBottomStyle === "none" || borderBottomWidth === "0px") return [];
      const border = luminance(borderBottomColor);
      const [light, dark] = [Math.max(border, ground), Math.min(border, ground)];
      return [[control.outerHTML.slice(0, 80), (light + 0.05) / (dark + 0.05)]];
    });
  });
}

describe.skipIf(CHROMIUM === undefined)("the styles of the page in Chromium", () => {
  const { openSample } = useBuiltPage();

  test.each(["light", "dark"] as const)("borders of controls stand out: %s", async (colorScheme) => {
    const { page } = await openSample({ colorScheme });
    const contrasts = await borderContrasts(page);
    expect(contrasts.length).toBeGreaterThan(10);
    expect(contrasts.filter(([, contrast]) => contrast < LEAST_CONTRAST)).toEqual([]);
    await page.context().close();
  });

  test("with forced colours, what is chosen differs from what is not, and drawings keep their own", async () => {
    const { page } = await openSample({ forcedColors: "active" });
    expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
    const ground = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    const colours = await page.locator(".top nav [aria-current]").evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      const probe = document.createElement("i");
      probe.style.cssText = "forced-color-adjust:none;color:HighlightText;background:Highlight";
      document.body.append(probe);
      const wanted = getComputedStyle(probe);
      return { shown: [color, backgroundColor], wanted: [wanted.color, wanted.backgroundColor] };
    });
    expect(colours.shown).toEqual(colours.wanted);
    expect(await ground(".top nav [aria-current]")).not.toBe(
      await ground(".top nav button:not([aria-current])"),
    );
    expect(await ground(".word .bar")).not.toBe(await ground(".scatter-frame"));
    const lasso = page.getByRole("button", { name: "Lasso" });
    const groundOfLasso = () => lasso.evaluate((element) => getComputedStyle(element).backgroundColor);
    const before = await groundOfLasso();
    await lasso.click();
    await expect.poll(groundOfLasso).not.toBe(before);
    expect(
      await page.locator(".scatter-frame").evaluate((frame) => getComputedStyle(frame).forcedColorAdjust),
    ).toBe("none");
    await page.context().close();
  });

  test("nothing moves by itself, whether or not the system asks for less motion", async () => {
    for (const reducedMotion of ["reduce", "no-preference"] as const) {
      const { page } = await openSample({ reducedMotion });
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe(
        "auto",
      );
      await page.context().close();
    }
  });
});
