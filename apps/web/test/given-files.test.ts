import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matrix, RandomStream } from "@weightcast/core";
import { decodeNpy, encodeNpy } from "@weightcast/npy";
import { scoreNetworks } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { selectCheckpoints, selectWhere } from "@weightcast/zoo";
import { convertZoo, openZoo } from "@weightcast/zoo-io/node";
import { describe, expect, test } from "vitest";
import { CHROMIUM, drop, ROOT, SAMPLE, sampleFiles, useBuiltPage } from "./built-page.js";

describe.skipIf(CHROMIUM === undefined)("files given to the page in Chromium", () => {
  const { open, openSample } = useBuiltPage();

  test("flags networks of noise", async () => {
    const { page } = await openSample();
    const random = new RandomStream(7, "noise");
    const noise = Float32Array.from({ length: 3 * 4970 }, () => 2 * random.uniform() - 1);
    await drop(page, [{ name: "noise.npy", bytes: encodeNpy(noise, [3, 4970]) }]);
    await page.getByRole("heading", { name: /^Predicted test accuracy/ }).waitFor();
    const rows = await page.locator(".scored tbody tr").allInnerTexts();
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.split("\t").at(-1)!.length).toBeGreaterThan(10);
    await page.context().close();
  });

  test("opens a zoo from its files, and scores networks by the sample's model until there is another", async () => {
    const { page, events } = await open();
    const files = await sampleFiles();
    await drop(page, files);
    await page.getByText("400 shown").waitFor();
    const { data, shape } = decodeNpy(files[0]!.bytes);
    const width = shape[1]!;
    const two = (data as Float32Array).slice(0, 2 * width);
    two[width] = Number.NaN;
    await drop(page, [{ name: "two.npy", bytes: encodeNpy(two, [2, width]) }]);
    await page.getByRole("heading", { name: /^Predicted test accuracy/ }).waitFor();
    const cells = await page.locator(".scored tbody tr").allInnerTexts();
    const model = await loadModel(join(ROOT, "dist/ui/sample/dreamt test set"));
    const weights = matrix(two.slice(0, width), 1, width);
    const [score] = await scoreNetworks(model, { weights, name: "two.npy" });
    const percent = (100 * score!.predicted!).toFixed(1);
    expect(cells).toEqual([
      expect.stringMatching(new RegExp(`^two\\.npy\\s+0\\s+${percent} %`)),
      expect.stringMatching(/two\.npy\s+1\s+weights not finite/),
    ]);
    const exact = await page.locator(".scored td[title]").first().getAttribute("title");
    expect(Number(exact)).toBeCloseTo(score!.predicted!, 9);
    expect(events).toEqual([]);
    await page.context().close();
  });

  test("opens a folder with a zoo, a model of it and networks; refuses one with two zoos", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    const { page, events } = await open();
    const choose = (name: string) => page.getByLabel("Open a folder").setInputFiles(join(folder, name));
    for (const path of ["one/zoo", "two/a", "two/b"])
      await cp(SAMPLE, join(folder, path), { recursive: true });
    await cp(join(ROOT, "dist/ui/sample/weight statistics"), join(folder, "one/model"), { recursive: true });
    const network = encodeNpy(new Float32Array(4970).fill(0.01), [4970]);
    for (const run of ["r1", "r2"]) {
      await mkdir(join(folder, "one/nets", run), { recursive: true });
      await writeFile(join(folder, "one/nets", run, "w.npy"), network);
    }
    await choose("two");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain("several zoos were given: two/a, two/b; give one");
    await choose("one");
    await page.getByText("400 shown").waitFor();
    const names = async () => (await page.locator(".scored tbody tr td:first-child").allInnerTexts()).sort();
    await expect.poll(names).toEqual(["one/nets/r1/w.npy", "one/nets/r2/w.npy"]);
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test("opens a model with dreamt images in a folder of its own; refuses one that was edited", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    const { page, events } = await openSample();
    await cp(join(ROOT, "dist/ui/sample/dreamt test set"), join(folder, "mine"), { recursive: true });
    await page.getByLabel("Open a folder").setInputFiles(join(folder, "mine"));
    await page.locator("details.model summary", { hasText: "mine" }).waitFor();
    await page.getByRole("button", { name: "Dreamt test set" }).click();
    await expect.poll(() => page.locator(".image").count()).toBe(120);
    const manifest = join(folder, "mine/manifest.json");
    await writeFile(manifest, (await readFile(manifest, "utf8")).replace('"seed": 1', '"seed": 2'));
    await page.getByLabel("Open a folder").setInputFiles(join(folder, "mine"));
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain("mine/manifest.json: was edited or is damaged");
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test("opens an Arrow file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    const path = join(folder, "relu.arrow");
    const zoo = await openZoo(SAMPLE);
    const rows = selectWhere(zoo.metrics, selectCheckpoints(zoo.metrics, "final"), "activation = relu");
    await convertZoo(zoo, "arrow", path, { rows });
    const { page, events } = await open();
    await drop(page, [{ name: "relu.arrow", bytes: await readFile(path) }]);
    await page.getByText("203 shown").waitFor();
    expect(events).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test("says what is wrong with files that it cannot read", async () => {
    const { page } = await open();
    const problem = page.getByRole("alert");
    await drop(page, [{ name: "notes.txt", bytes: new Uint8Array(3) }]);
    await expect.poll(() => problem.textContent()).toContain("notes.txt: these files are not a zoo");
    await drop(page, [{ name: "short.npy", bytes: encodeNpy(new Float32Array(7), [7]) }]);
    await expect.poll(() => problem.textContent()).toContain("short.npy: has 7 weights a network");
    const [weights, ...others] = await sampleFiles();
    await drop(page, [{ name: "weights.npy", bytes: weights!.bytes.subarray(0, 5000) }, ...others]);
    await expect.poll(() => problem.textContent()).toContain("weights.npy");
    await drop(page, [{ name: "manifest.json", bytes: new TextEncoder().encode("{}") }]);
    await expect.poll(() => problem.textContent()).toContain("manifest.json");
    await drop(page, [{ name: "zoo.tar.xz", bytes: new Uint8Array(3) }]);
    await expect.poll(() => problem.textContent()).toContain("zoo.tar.xz: is an archive; unpack it");
    const empty = await mkdtemp(join(tmpdir(), "weightcast-page-"));
    await page.getByLabel("Open a folder").setInputFiles(empty);
    await expect.poll(() => problem.textContent()).toContain("there are no files in what was given");
    await rm(empty, { recursive: true });
    await page.context().close();
  });
});
