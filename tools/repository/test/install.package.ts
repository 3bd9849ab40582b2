import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleOf } from "../src/markdown.js";
import { runCommand } from "../src/run-command.js";
import { entryPoints, publishablePackages, ROOT } from "../src/workspace.js";
import { writeImages } from "./images.js";

const PACKAGES = publishablePackages();
const LIBRARIES = PACKAGES.filter(({ manifest }) => manifest.bin === undefined);
const COMMAND = PACKAGES.find(({ manifest }) => manifest.bin !== undefined)!;

// Scripts are left out because that of native TensorFlow, which is optional, downloads for minutes. npm itself would wait five
// minutes for a registry that does not answer.
const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
const PATIENCE = ["--fetch-timeout=60000", "--fetch-retries=2", "--loglevel=error"];

/** Nothing of the repository is found from here. */
const folder = mkdtempSync(join(tmpdir(), "weightcast-packages-"));
const tarballs = new Map<string, string>();

/** Packs every package as a release does. */
beforeAll(async () => {
  for (const { folder: cwd, manifest } of PACKAGES) {
    const place = join(folder, "tarballs", manifest.name.replace("/", "-"));
    mkdirSync(place, { recursive: true });
    await runCommand("pnpm", ["pack", "--pack-destination", place], { cwd, seconds: 60 });
    tarballs.set(manifest.name, join(place, readdirSync(place)[0]!));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Installs packed packages into an empty folder. */
async function install(name: string, packages: readonly string[]): Promise<string> {
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  const files = packages.map((name) => tarballs.get(name)!);
  await runCommand("npm", [...INSTALL, ...PATIENCE, ...files], { cwd: home, seconds: 240 });
  return home;
}

test("every package installs from its tarball with what it needs, and its entry points are imported", async () => {
  const home = await install(
    "libraries",
    LIBRARIES.map(({ manifest }) => manifest.name),
  );
  for (const { manifest } of LIBRARIES) {
    const installed = join(home, "node_modules", manifest.name);
    expect(readFileSync(join(installed, "package.json"), "utf8")).not.toMatch(/"(?:workspace|catalog):/);
    for (const entry of entryPoints(manifest)) {
      const code = `const names = Object.keys(await import(${JSON.stringify(entry)})); console.log(names.length)`;
      const args = ["--input-type=module", "--eval", code];
      const names = Number(await runCommand(process.execPath, args, { cwd: home, seconds: 30 }));
      expect(names, entry).toBeGreaterThan(0);
    }
  }
  cpSync(join(ROOT, "fixtures"), join(home, "fixtures"), { recursive: true });
});

// In this order: the example of report draws what that of experiments has written.
test.each(["", ...LIBRARIES.map(({ path }) => path)].map((path) => join(path, "README.md")))(
  "the example of %s runs",
  async (page) => {
    const example = exampleOf(readFileSync(join(ROOT, page), "utf8"));
    if (example === undefined) return;
    const home = join(folder, "libraries");
    writeFileSync(join(home, "example.mjs"), example);
    await runCommand(process.execPath, ["example.mjs"], { cwd: home, seconds: 240 });
  },
);

test("the command installs by itself, fits, scores a vector of weights, and trains with workers", async () => {
  const home = await install("command", [COMMAND.manifest.name]);
  const program = join(home, "node_modules", COMMAND.manifest.name, COMMAND.manifest.bin!.weightcast!);
  const weightcast = (...args: readonly string[]) =>
    runCommand(process.execPath, [program, ...args], { cwd: home, seconds: 120 });

  expect(await weightcast("--version")).toBe(`${COMMAND.manifest.version}\n`);
  expect(
    await runCommand("npx", ["--no-install", "weightcast", "--help"], { cwd: home, seconds: 60 }),
  ).toContain("weightcast fit");

  const zoo = join(ROOT, "fixtures", "fashion_mnist_sample");
  await weightcast("fit", zoo, "--predictor", "gbm", "-o", "model");
  // The header of a .npy file with one vector of 4970 float32 values, and those.
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4970,), }".padEnd(117);
  const start = Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from("NUMPY\x01\x00\x76\x00"),
    Buffer.from(`${header}\n`),
  ]);
  writeFileSync(
    join(home, "vector.npy"),
    Buffer.concat([start, Buffer.from(new Float32Array(4970).fill(0.1).buffer)]),
  );
  expect(JSON.parse(await weightcast("score", "model", "vector.npy", "--json"))).toMatchObject([
    { row: 0, predicted: expect.any(Number) },
  ]);

  // Workers are files of their own in the package.
  writeImages(join(home, "images"), { train: 600, test: 50, side: 15 });
  writeFileSync(join(home, "space.json"), '{ "train_fraction": 1 }');
  const trained = await weightcast(
    ...["zoo", "train", "--dataset", "images", "--space", "space.json", "--networks", "3"],
    ...["--epochs", "1", "--workers", "2", "-o", "trained", "--json"],
  );
  expect(JSON.parse(trained)).toMatchObject({ networks: 3, rows: 6, workers: 2 });
});
