import { InputError, UsageError } from "@weightcast/core";
import {
  type NfnPermutation,
  nfnParts,
  parseNfnPermutation,
  parseSplit,
  parseSplitSpec,
  type SplitSpec,
} from "@weightcast/evaluation";
import type { Metrics } from "@weightcast/zoo";
import { parseCsv } from "@weightcast/zoo-io";
import { Option } from "commander";
import { openZoo } from "./open-zoo.js";
import { readText } from "./read-text.js";

export function splitOption(): Option {
  return new Option(
    "--split <split>",
    "random (40/10/50 % of the runs), random:A/B/C, paper, nfn:FILE (a permutation file of the literature, such as cifar10_split.csv), or a .csv file with columns run, part (default: random; paper with --protocol paper)",
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

/** A split as asked for: the same for any zoo, or one that takes the zoo's rows to tell. */
export type SplitRequest =
  | SplitSpec
  | { readonly kind: "nfn"; readonly permutation: NfnPermutation; readonly file: string };

const NFN = "nfn:";

/**
 * The split that `--split` asks for, as far as it can be told before a zoo is open.
 *
 * @throws UsageError where the word is none
 * @throws InputError where a file is missing or malformed
 */
export async function readSplitRequest(name: string): Promise<SplitRequest> {
  if (!name.startsWith(NFN)) return readSplit(name);
  const file = name.slice(NFN.length);
  if (file === "")
    throw new UsageError(`the split '${name}' names no file; an example: nfn:cifar10_split.csv`);
  return { kind: "nfn", permutation: parseNfnPermutation(await readText(file), file), file };
}

/** @throws InputError where the request does not fit the zoo that has these metrics */
export function splitOfZoo(request: SplitRequest, metrics: Metrics): SplitSpec {
  if (request.kind !== "nfn") return request;
  const { permutation, file } = request;
  return { kind: "assigned", parts: nfnParts(permutation, metrics), file };
}

/**
 * The split that `--split` asks for, for commands that leave the zoos to others to open.
 *
 * @throws UsageError where the word is none, or the split tells of one zoo and there are more
 * @throws InputError where a file is missing or malformed, or does not fit the zoo
 */
export async function readSplitOfZoos(name: string, zoos: readonly string[]): Promise<SplitSpec> {
  const request = await readSplitRequest(name);
  if (request.kind !== "nfn") return request;
  const [zoo, ...others] = zoos;
  if (zoo === undefined || others.length > 0) {
    throw new UsageError(
      `the split '${name}' permutes the rows of one zoo; give one zoo, not ${zoos.length}`,
    );
  }
  return splitOfZoo(request, (await openZoo(zoo)).metrics);
}

/**
 * The split that a word or the .csv file of that name says.
 *
 * @throws UsageError where the word is none
 * @throws InputError where the file is missing or malformed
 */
async function readSplit(name: string): Promise<SplitSpec> {
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
