import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@weightcast/core";
import { parseSplit, type SplitSpec } from "@weightcast/evaluation";
import type { Zoo } from "@weightcast/zoo";
import { parseCsv } from "@weightcast/zoo-io";
import { openZoo } from "@weightcast/zoo-io/node";

const SPLIT = "split.csv";

/** A zoo folder and its split.csv of columns run, part. */
export async function openSplitZoo(
  folder: string | undefined,
): Promise<{ readonly zoo: Zoo; readonly split: SplitSpec }> {
  if (folder === undefined) throw new UsageError(`name a zoo folder with a ${SPLIT}`);
  const { header, rows } = parseCsv(await readFile(join(folder, SPLIT), "utf8"), SPLIT);
  const [run, part] = [header.indexOf("run"), header.indexOf("part")];
  const entries = rows.map((cells) => ({ run: cells[run] ?? "", part: cells[part] ?? "" }));
  const split = { name: SPLIT, kind: "assigned", parts: parseSplit(entries, SPLIT) } as const;
  return { zoo: await openZoo(folder), split };
}

/** [rows.length] values of a numeric column of the metrics. */
export function valuesOf({ metrics }: Zoo, column: string, rows: Int32Array): Float64Array {
  const values = metrics.numbers(column);
  return Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
