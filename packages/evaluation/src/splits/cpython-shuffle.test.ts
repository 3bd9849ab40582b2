import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cpythonShuffle } from "./cpython-shuffle.js";

type Case = { readonly seed: number; readonly length: number } & (
  | { readonly shuffled: string }
  | { readonly sha256: string }
);

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("../../test/golden/shuffles.json", import.meta.url), "utf8"),
);

test.each(cases)("seed $seed, $length items: as CPython shuffles them", ({ seed, length, ...golden }) => {
  const items = Int32Array.from({ length }, (_, i) => i);
  cpythonShuffle(items, seed);
  const words = items.join(" ");
  if ("shuffled" in golden) expect(words).toBe(golden.shuffled);
  else expect(createHash("sha256").update(words).digest("hex")).toBe(golden.sha256);
});
