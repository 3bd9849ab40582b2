import { describe, expect, test } from "vitest";
import { CHROMIUM, dragLasso, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("Back and Forward in Chromium", () => {
  const { openSample } = useBuiltPage();

  test("undo and repeat a lasso and what is done with its table, after a reload too", async () => {
    const { page, events } = await openSample();
    const chosen = page.getByRole("region", { name: "Chosen" });
    const all = page.getByRole("region", { name: "Shown" });
    const lasso = page.locator("polygon.lasso");
    const sorted = chosen.locator("th[aria-sort=descending]");
    const first = page.url();

    await dragLasso(page);
    await chosen.waitFor();
    await chosen.getByRole("button", { name: /^test accuracy/ }).click();
    await expect.poll(() => sorted.count()).toBe(1);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await all.waitFor();

    await page.goBack();
    await expect.poll(() => sorted.count()).toBe(1);
    await expect.poll(() => lasso.count()).toBe(1);
    await page.goBack();
    await expect.poll(() => sorted.count()).toBe(0);
    expect(await chosen.count()).toBe(1);
    await page.goBack();
    await expect.poll(() => lasso.count()).toBe(0);
    expect(page.url()).toBe(first);
    expect(await chosen.count()).toBe(0);
    await page.reload();
    await page.getByText("400 shown").waitFor();
    await page.goForward();
    await chosen.waitFor();
    await expect.poll(() => lasso.count()).toBe(1);
    await page.goForward();
    await expect.poll(() => sorted.count()).toBe(1);
    await page.goForward();
    await all.waitFor();
    expect(events).toEqual([]);
    await page.context().close();
  });
});
