import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { CHROMIUM_ARGUMENTS, findChromium } from "@weightcast/config/chromium";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleOf } from "../src/markdown.js";
import { runCommand } from "../src/run-command.js";
import { ROOT } from "../src/workspace.js";

// @weightcast/gbm with what it needs and nothing else, from the tarballs of a release.

const NAMES = ["core", "runtime", "gbm"];
const README = exampleOf(readFileSync(join(ROOT, "packages/gbm/README.md"), "utf8"))!;
const home = mkdtempSync(join(tmpdir(), "weightcast-gbm-"));

beforeAll(async () => {
  const files: string[] = [];
  for (const name of NAMES) {
    const place = join(home, "tarballs", name);
    mkdirSync(place, { recursive: true });
    const cwd = join(ROOT, "packages", name);
    await runCommand("pnpm", ["pack", "--pack-destination", place], { cwd, seconds: 60 });
    files.push(join(place, readdirSync(place)[0]!));
  }
  writeFileSync(join(home, "package.json"), '{ "private": true, "type": "module" }\n');
  await runCommand("npm", ["install", "--offline", "--no-audit", "--no-fund", ...files], {
    cwd: home,
    seconds: 120,
  });
});
// Chromium may still write its profile while it ends.
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));

test("installs nothing beside core and runtime", () => {
  expect(readdirSync(join(home, "node_modules", "@weightcast")).sort()).toEqual(["core", "gbm", "runtime"]);
  expect(readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
    "@weightcast",
  ]);
});

test("CommonJS code can require it", async () => {
  const code = 'process.stdout.write(typeof require("@weightcast/gbm").trainBooster)';
  writeFileSync(join(home, "use.cjs"), code);
  expect(await runCommand(process.execPath, ["use.cjs"], { cwd: home, seconds: 60 })).toBe("function");
});

const TYPED = `
import { type Booster, GBMClassifier, type SparseMatrix, trainBooster } from "@weightcast/gbm";
export const classifier = new GBMClassifier<string>({ numLeaves: 7, reg_lambda: 1, metric: ["auc"] });
// @ts-expect-error a misspelt parameter does not compile
new GBMClassifier({ numLeafs: 7 });
export const sparse = (x: SparseMatrix, y: number[]): Promise<Booster> => trainBooster(x, y, {}, { rounds: 3 });
`;

/** The compilers that are installed here: the native one, TypeScript 7, and 5.9, the last one before it. */
const COMPILERS = [ROOT, join(ROOT, "tools/repository")].map((folder) => {
  const place = join(folder, "node_modules/typescript");
  const { version } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { version: string };
  return { version, program: join(place, "bin/tsc") };
});

test("types are checked by two versions of TypeScript", () => {
  expect(COMPILERS.map(({ version }) => version.split(".")[0])).toEqual(["7", "5"]);
});

describe.each(COMPILERS)("by TypeScript $version", ({ program }) =>
  test.each([
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("its types hold with module %s and resolution %s", async (module, moduleResolution) => {
    writeFileSync(join(home, "typed.ts"), TYPED);
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022", "dom"],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    };
    writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["typed.ts"] }));
    expect(await runCommand(process.execPath, [program, "-p", "."], { cwd: home, seconds: 120 })).toBe("");
  }),
);

test("runs its README in headless Chromium, without a bundler", async () => {
  const chromium = findChromium("the README of gbm in a browser");
  if (chromium === undefined) return;
  const imports = Object.fromEntries(
    NAMES.map((name) => [`@weightcast/${name}`, `/node_modules/@weightcast/${name}/dist/index.js`]),
  );
  const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script><script type="module">
    const answer = (text) => fetch("/answer", { method: "POST", body: text });
    addEventListener("unhandledrejection", ({ reason }) => answer("failed: " + reason));
    addEventListener("error", ({ message }) => answer("failed: " + message));
    import("/example.js").then(() => answer("done"), (error) => answer("failed: " + error));
  </script>`;
  const answer = await new Promise<string>((resolve) => {
    const server = createServer((request, response) => {
      const path = new URL(request.url!, "http://page").pathname;
      if (path === "/answer") {
        let text = "";
        request.on("data", (chunk) => (text += chunk));
        request.on("end", () => {
          response.end();
          server.close();
          browser!.on("exit", () => resolve(text));
          browser!.kill();
        });
        return;
      }
      const isScript = extname(path) === ".js";
      if (path !== "/" && !isScript) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(path === "/" ? page : path === "/example.js" ? README : readFileSync(join(home, path)));
    });
    let browser: ChildProcess | undefined;
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const flags = ["--headless", `--user-data-dir=${join(home, "profile")}`, ...CHROMIUM_ARGUMENTS];
      browser = spawn(chromium, [...flags, `http://127.0.0.1:${port}/`], { stdio: "ignore" });
    });
  });
  expect(answer).toBe("done");
});
