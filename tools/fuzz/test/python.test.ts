import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "@weightcast/core";
import { decodeNpy, toFloat32, toRowMajor } from "@weightcast/npy";
import { parseCsv } from "@weightcast/zoo-io";
import { expect, test } from "vitest";
import { textOf } from "../src/input.js";
import { parserNamed } from "../src/parsers/registry.js";
import { caseInput } from "../src/running/case-input.js";

const CASES = 400;
const python = process.env.WEIGHTCAST_READERS_PYTHON;
if (!python) process.stderr.write("skipped: set WEIGHTCAST_READERS_PYTHON to a Python with numpy\n");

/** What we read from damaged files, and what Python reads; null where a file is refused. */
async function compare(parser: string, ending: string, read: (bytes: Uint8Array) => unknown) {
  const folder = mkdtempSync(join(tmpdir(), "weightcast-python-"));
  try {
    const prepared = await parserNamed(parser).prepare();
    const ours = new Map<string, unknown>();
    for (let index = 0; index < CASES; index++) {
      const [bytes = new Uint8Array(0)] = caseInput(prepared, parser, 1, index).values();
      const name = `${String(index).padStart(4, "0")}${ending}`;
      writeFileSync(join(folder, name), bytes);
      ours.set(
        name,
        accepted(() => read(bytes)),
      );
    }
    const script = fileURLToPath(new URL("python/read_files.py", import.meta.url));
    const lines = execFileSync(python ?? "", [script, folder], { encoding: "utf8", maxBuffer: 2 ** 28 });
    const theirs = new Map<string, unknown>(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
    return Array.from(ours, ([name, own]) => ({ name, own, their: theirs.get(name) ?? null }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function accepted(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

test.skipIf(!python)("damaged arrays that numpy reads too have the same shape and numbers", async () => {
  const pairs = await compare("npy", ".npy", (bytes) => {
    const array = decodeNpy(bytes, "array.npy");
    const numbers = toFloat32(toRowMajor(array).data).map((value) =>
      Number.isNaN(value) ? Number.NaN : value,
    );
    return [array.shape, createHash("sha256").update(new Uint8Array(numbers.buffer)).digest("hex")];
  });
  const both = pairs.filter(({ own, their }) => own !== null && their !== null);
  expect(both.length).toBeGreaterThan(20);
  expect(both.filter(({ own, their }) => JSON.stringify(own) !== JSON.stringify(their))).toEqual([]);
  expect(pairs.filter(({ own, their }) => own !== null && their === null)).toEqual([]);
});

test.skipIf(!python)("damaged CSV that Python reads too has the same cells", async () => {
  const pairs = await compare("csv", ".csv", (bytes) => {
    const { header, rows } = parseCsv(textOf(bytes), "table.csv");
    return [header, ...rows];
  });
  const both = pairs.filter(({ own, their }) => own !== null && their !== null);
  expect(both.length).toBeGreaterThan(100);
  expect(both.filter(({ own, their }) => JSON.stringify(own) !== JSON.stringify(their))).toEqual([]);
});
