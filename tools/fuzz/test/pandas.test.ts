import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Column } from "@weightcast/zoo";
import { parseMetrics } from "@weightcast/zoo-io";
import { expect, test } from "vitest";
import { textOf } from "../src/input.js";
import { pythonWith } from "./python/python-with.js";

const python = pythonWith("numpy", "pandas");

/** A column's values as `write_metrics.py` prints them. */
function told(column: Column): unknown[] {
  if (column.kind === "text") return Array.from(column.values);
  if (column.kind === "category") return Array.from(column.codes, (code) => column.categories[code]);
  const view = new DataView(new ArrayBuffer(8));
  return Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return null;
    view.setFloat64(0, value);
    return view.getBigUint64(0).toString(16).padStart(16, "0");
  });
}

test.skipIf(python === undefined)("tables that pandas writes are read with every bit and word", () => {
  const folder = mkdtempSync(join(tmpdir(), "weightcast-pandas-"));
  try {
    const script = fileURLToPath(new URL("python/write_metrics.py", import.meta.url));
    const lines = execFileSync(python ?? "", [script, folder], { encoding: "utf8", maxBuffer: 2 ** 28 });
    const tables = lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as [string, Readonly<Record<string, unknown[]>>]);
    expect(tables).toHaveLength(60);
    for (const [name, columns] of tables) {
      const metrics = parseMetrics(textOf(readFileSync(join(folder, name))), name);
      const found = Object.fromEntries(
        Object.keys(columns).map((column) => [column, told(metrics.columns.get(column) as Column)]),
      );
      expect(found, name).toEqual(columns);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
