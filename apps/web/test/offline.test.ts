import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { CHROMIUM_ARGUMENTS } from "@weightcast/config/chromium";
import { chromium } from "playwright-core";
import { describe, expect, test } from "vitest";
import { CHROMIUM, ROOT } from "./built-page.js";

/** The folder of the server that the page lies in. */
const FOLDER = "/some/folder/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** A plain server of static files, which knows no ranges. */
async function serveFiles(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "", "http://localhost").pathname);
    const name = normalize(path).slice(FOLDER.length) || "index.html";
    const bytes = path.startsWith(FOLDER)
      ? await readFile(join(ROOT, "dist/ui", name)).catch(() => undefined)
      : undefined;
    response.setHeader("content-type", TYPES[extname(name)] ?? "application/octet-stream");
    response.statusCode = bytes === undefined ? 404 : 200;
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${FOLDER}` };
}

describe.skipIf(CHROMIUM === undefined)("the page without network in Chromium", () => {
  test("opens, predicts, dreams and trains in any folder after one visit, when the server has gone", async () => {
    const { server, url } = await serveFiles();
    const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS });
    const page = await (await browser.newContext()).newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(url);
    await page.getByText("400 shown").waitFor();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(fetch(url)).rejects.toThrow();
    await page.goto(`${url}#tab=explore`);
    await page.reload();
    await page.getByText("400 shown").waitFor();
    await page.locator(".scores").getByText("held-out networks shown").waitFor();
    // The weights of a network are a range of a file.
    await page.getByLabel("Find a network").fill("00374");
    await page.getByLabel("Find a network").press("Enter");
    await expect.poll(() => page.locator(".reasons tbody tr").count(), { timeout: 20_000 }).toBe(8);
    await page.getByRole("button", { name: "Train one" }).click();
    await page.getByLabel("epochs").fill("1");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Save the weights" }).waitFor();
    await page.goto(`${url}index.html?again#tab=dreams`);
    await expect.poll(() => page.locator(".image").count(), { timeout: 20_000 }).toBe(120);
    expect(errors).toEqual([]);
    await browser.close();
  }, 120_000);
});
