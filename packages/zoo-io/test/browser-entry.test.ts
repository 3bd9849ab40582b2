import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The modules that a source file imports at run time. */
function runtimeImports(file: URL): string[] {
  const source = readFileSync(file, "utf8");
  const statements = source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gms);
  return Array.from(statements, ([, specifier]) => specifier!);
}

/** Everything that `entry` and the files of this package behind it import from outside. */
function outsideImports(entry: URL): Set<string> {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    for (const specifier of runtimeImports(file)) {
      if (specifier.startsWith(".")) pending.push(new URL(specifier.replace(/\.js$/, ".ts"), file));
      else outside.add(specifier);
    }
  }
  return outside;
}

test("the browser's entry point needs nothing of Node", () => {
  const entry = new URL("../src/index.ts", import.meta.url);
  expect(Array.from(outsideImports(entry)).sort()).toEqual([
    "@weightcast/core",
    "@weightcast/npy",
    "@weightcast/runtime",
    "@weightcast/zoo",
    "apache-arrow",
    "pako",
    "papaparse",
  ]);
});

test("what needs Node stands behind the other one", () => {
  const outside = outsideImports(new URL("../src/node.ts", import.meta.url));
  expect(Array.from(outside).filter((name) => name.startsWith("node:"))).not.toEqual([]);
});
