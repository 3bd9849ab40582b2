import type { CDPSession, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { CHROMIUM, useBuiltPage } from "./built-page.js";

type Place = readonly [x: number, y: number];

/** Fingers on the screen. */
function fingers(session: CDPSession) {
  const send = (type: "touchStart" | "touchMove" | "touchEnd", places: readonly Place[]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: places.map(([x, y], id) => ({ x, y, id })),
    });
  return {
    /** Puts fingers down at the first places, moves them to the others in turn, in steps as a screen reports them, and lifts them. */
    async move(first: readonly Place[], ...others: (readonly Place[])[]) {
      const STEPS = 6;
      await send("touchStart", first);
      let from = first;
      for (const to of others) {
        for (let step = 1; step <= STEPS; step++) {
          await send(
            "touchMove",
            from.map((place, i) => between(place, to[i]!, step / STEPS)),
          );
        }
        from = to;
      }
      await send("touchEnd", []);
    },
  };
}

function between([x, y]: Place, [endX, endY]: Place, share: number): Place {
  return [x + share * (endX - x), y + share * (endY - y)];
}

/** An axis of percentages, by its ticks: the pixel of 0 %, and the pixels of 1 %. */
interface Axis {
  readonly zero: number;
  readonly perPercent: number;
}

/** The axes of the plot. */
async function axes(page: Page): Promise<{ readonly across: Axis; readonly up: Axis }> {
  const ticksOf = (selector: string, name: "x" | "y") =>
    page
      .locator(selector)
      .evaluateAll(
        (all, attribute) =>
          all.map((text) => [
            Number.parseFloat(text.textContent ?? ""),
            Number(text.getAttribute(attribute)),
          ]),
        name,
      );
  const lineThrough = (ticks: readonly number[][]) => {
    const [[first = 0, start = 0] = [], [second = 0, end = 0] = []] = [ticks[0], ticks.at(-1)];
    const perPercent = (end - start) / (second - first);
    return { zero: start - first * perPercent, perPercent };
  };
  const across = lineThrough(await ticksOf(".axes text[text-anchor=middle]:not(.label)", "x"));
  const up = lineThrough(await ticksOf(".axes text[text-anchor=end]:not(.label)", "y"));
  return { across, up };
}

/** Scrolls to the plot; its box on the screen, and the places of shares of its width and height. */
async function placesOf(page: Page) {
  const canvas = page.locator(".plot canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  return { box, at: (x: number, y: number): Place => [box.x + x * box.width, box.y + y * box.height] };
}

/** The left and the top of the plot within the drawing of its axes. */
async function plotCorner(page: Page): Promise<Place> {
  const { left, top } = await page.locator(".plot canvas").evaluate((canvas) => ({
    left: Number.parseFloat(canvas.style.left),
    top: Number.parseFloat(canvas.style.top),
  }));
  return [left, top];
}

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(CHROMIUM === undefined)("touching the plot in Chromium", () => {
  const { openSample } = useBuiltPage();

  async function openTouched() {
    const { page, events } = await openSample(PHONE);
    const touch = fingers(await page.context().newCDPSession(page));
    return { page, events, touch, ...(await placesOf(page)) };
  }

  test("one finger moves the plot, two zoom about their middle, and the page stays where it is", async () => {
    const { page, events, box, at, touch } = await openTouched();
    const scrolled = await page.evaluate(() => scrollY);
    const before = await axes(page);
    await touch.move([at(0.5, 0.5)], [at(0.7, 0.6)]);
    await expect.poll(() => axes(page)).not.toEqual(before);
    const panned = await axes(page);
    expect(panned.across.perPercent).toBeCloseTo(before.across.perPercent, 2);
    expect(panned.across.zero - before.across.zero).toBeCloseTo(0.2 * box.width, -1);
    expect(panned.up.zero - before.up.zero).toBeCloseTo(0.1 * box.height, -1);

    // Fingers a fifth of the width apart end half of it apart, and their middle moves by a tenth in both directions.
    await touch.move([at(0.4, 0.5), at(0.6, 0.5)], [at(0.35, 0.6), at(0.85, 0.6)]);
    await expect.poll(() => axes(page)).not.toEqual(panned);
    const zoomed = await axes(page);
    expect(zoomed.across.perPercent / panned.across.perPercent).toBeCloseTo(2.5, 1);
    expect(zoomed.up.perPercent / panned.up.perPercent).toBeCloseTo(2.5, 1);
    const valueAt = ({ zero, perPercent }: Axis, pixel: number) => (pixel - zero) / perPercent;
    const [left, top] = await plotCorner(page);
    expect(valueAt(zoomed.across, left + 0.6 * box.width)).toBeCloseTo(
      valueAt(panned.across, left + 0.5 * box.width),
      0,
    );
    expect(valueAt(zoomed.up, top + 0.6 * box.height)).toBeCloseTo(
      valueAt(panned.up, top + 0.5 * box.height),
      0,
    );
    expect(await page.evaluate(() => [scrollY, visualViewport?.scale])).toEqual([scrolled, 1]);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => axes(page)).toEqual(before);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("a finger that is drawn along a histogram filters, one that scrolls over it does not", async () => {
    const { page, events, touch } = await openTouched();
    await page.locator("details.filters > summary").tap();
    const bars = page.getByRole("group", { name: /^test accuracy/ }).locator("svg");
    await bars.scrollIntoViewIfNeeded();
    const box = (await bars.boundingBox())!;
    const [left, middle, right] = [0.3, 0.5, 0.8].map((share) => box.x + share * box.width) as [
      number,
      number,
      number,
    ];
    await touch.move([[left, box.y + 20]], [[right, box.y + 20]]);
    await expect.poll(() => page.url()).toContain("only.test_accuracy");
    // Chromium may take a tap that follows a finger's movement at once for the end of its fling.
    await page.getByRole("button", { name: "Clear all" }).click();
    await expect.poll(() => page.url()).not.toContain("only.test_accuracy");
    await bars.scrollIntoViewIfNeeded();
    const { y } = (await bars.boundingBox())!;
    const scrolled = await page.evaluate(() => scrollY);
    await touch.move([[middle, y + 20]], [[middle, y - 180]]);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(scrolled + 50);
    expect(page.url()).not.toContain("only.test_accuracy");
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("a tap selects a network, and one finger draws the lasso", async () => {
    const { page, events, at, touch } = await openTouched();
    const heading = page.getByRole("heading", { name: /^Network \d/ });
    const opened = await heading.textContent();
    // The best networks lie close together near the upper right corner.
    await touch.move([at(0.87, 0.14)]);
    await expect.poll(() => heading.textContent()).not.toBe(opened);

    await page.getByRole("button", { name: "Lasso" }).tap();
    const { at: atNow } = await placesOf(page);
    const before = await axes(page);
    await touch.move(
      [atNow(0.5, 0.03)],
      [atNow(0.97, 0.03)],
      [atNow(0.97, 0.5)],
      [atNow(0.5, 0.5)],
      [atNow(0.5, 0.06)],
    );
    const title = page.getByRole("region", { name: "Chosen" }).getByRole("heading");
    expect(Number(/([\d,]+) networks/.exec((await title.textContent())!)![1])).toBeGreaterThan(100);
    expect(await axes(page)).toEqual(before);
    expect(events).toEqual([]);
    await page.context().close();
  });
});
