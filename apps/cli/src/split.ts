import { InputError } from "@weightcast/core";
import { parseSplit, parseSplitSpec, type SplitSpec } from "@weightcast/evaluation";
import { parseCsv } from "@weightcast/zoo-io";
import { Option } from "commander";
import { readText } from "./read-text.js";

export function splitOption(): Option {
  return new Option(
    "--split <split>",
    "random (40/10/50 % of the runs), random:A/B/C, paper, or a .csv file with columns run, part (default: random; paper with --protocol paper)",
  );
}

/** The split that is asked for, or the one that goes with the protocol. */
export function splitNameOf({
  split,
  protocol,
}: {
  readonly split?: string;
  readonly protocol: "honest" | "paper";
}): string {
  return split ?? (protocol === "paper" ? "paper" : "random");
}

/**
 * The split that `--split` asks for: by a word, or the .csv file of that name.
 *
 * @throws UsageError where the word is none
 * @throws InputError where the file is missing or malformed
 */
export async function readSplit(name: string): Promise<SplitSpec> {
  if (!name.endsWith(".csv")) return parseSplitSpec(name);
  const { header, rows } = parseCsv(await readText(name), name);
  const [run, part] = ["run", "part"].map((column) => {
    const index = header.indexOf(column);
    if (index < 0) throw new InputError(`the column '${column}' is missing`, { file: name });
    return index;
  }) as [number, number];
  const entries = rows.map((cells) => ({ run: cells[run]!, part: cells[part]! }));
  return { kind: "assigned", parts: parseSplit(entries, name), file: name };
}
