import { InputError, UsageError } from "@weightcast/core";
import { parseNfnPermutation, parseSplit, parseSplitSpec, type SplitSpec } from "@weightcast/evaluation";
import { parseCsv } from "@weightcast/zoo-io";
import { Option } from "commander";
import { readText } from "./read-text.js";

export function splitOption(): Option {
  return new Option(
    "--split <split>",
    "random (40/10/50 % of the runs), random:A/B/C, paper, nfn:FILE (a permutation file of the literature, such as cifar10_split.csv), or a .csv file with columns run, part: train, validation, test, or unlabelled for runs of which only weights are used (default: random; paper with --protocol paper)",
  );
}

/** The name of the split: the given one, or the default for the protocol. */
export function splitNameOf({
  split,
  protocol,
}: {
  readonly split?: string;
  readonly protocol: "honest" | "paper";
}): string {
  return split ?? (protocol === "paper" ? "paper" : "random");
}

const NFN = "nfn:";

/**
 * Reads the value of `--split`: the name of a split, `nfn:` followed by a permutation file of the literature, or a .csv file.
 *
 * @throws UsageError where the name is unknown
 * @throws InputError where a file is missing or malformed
 */
export async function readSplit(name: string): Promise<SplitSpec> {
  if (name.startsWith(NFN)) return readPermutation(name);
  if (name.endsWith(".csv")) return readAssignedParts(name);
  return parseSplitSpec(name);
}

/** The file that the value of `--split` names, if it names one. */
export function splitFilesOf({ split = "" }: { readonly split?: string }): string[] {
  if (split.startsWith(NFN)) return [split.slice(NFN.length)];
  return split.endsWith(".csv") ? [split] : [];
}

async function readPermutation(name: string): Promise<SplitSpec> {
  const file = name.slice(NFN.length);
  if (file === "") {
    throw new UsageError(`the split '${name}' names no file; an example: nfn:cifar10_split.csv`);
  }
  return { name, kind: "nfn", permutation: parseNfnPermutation(await readText(file), file) };
}

async function readAssignedParts(name: string): Promise<SplitSpec> {
  const { header, rows } = parseCsv(await readText(name), name);
  const [run, part] = ["run", "part"].map((column) => {
    const index = header.indexOf(column);
    if (index < 0) throw new InputError(`the column '${column}' is missing`, { file: name });
    return index;
  }) as [number, number];
  const entries = rows.map((cells) => ({ run: cells[run]!, part: cells[part]! }));
  return { name, kind: "assigned", parts: parseSplit(entries, name) };
}
