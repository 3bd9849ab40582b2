import { UsageError, unknownName } from "@weightcast/core";
import type { NfnPermutation } from "./nfn-permutation.js";

export const PARTS = ["train", "validation", "test"] as const;

/** A part of a split: train, validation or test. */
export type Part = (typeof PARTS)[number];

/** The place of a run in a list of runs: a part, or none because the run's label must not be used. */
export type ListedPart = Part | typeof UNLABELLED;

/** The word in a list for runs that belong to no part. */
export const UNLABELLED = "unlabelled";

/** The percentage of the runs in each part. */
export type Shares = Readonly<Record<Part, number>>;

/** A request for how to divide the runs of a zoo into parts. */
export type RunSplitSpec = {
  /** The split's name, which models and results keep: `random:75/10/15`, or the name of a file. */
  readonly name: string;
} & (
  | {
      /** Runs are divided at random, with these shares. */
      readonly kind: "random";
      readonly shares: Shares;
    }
  | {
      /** The protocol of the Small CNN Zoo's paper: one checkpoint of each run, half train, half test, and no validation part. */
      readonly kind: "paper";
    }
  | {
      /** Each run's part is listed, for example in a file. */
      readonly kind: "assigned";
      readonly parts: ReadonlyMap<string, ListedPart>;
    }
);

/** A request for how to divide runs. A permutation of rows divides the runs of the zoo that it was made for. */
export type SplitSpec =
  | RunSplitSpec
  | { readonly name: string; readonly kind: "nfn"; readonly permutation: NfnPermutation };

const DEFAULT_SHARES: Shares = { train: 40, validation: 10, test: 50 };

/**
 * Reads the name of a split: `random` (40/10/50), `random:A/B/C` (the percentages of the runs for train, validation and test)
 * or `paper`.
 *
 * @throws UsageError where the name is unknown, or the shares are not three numbers that add up to 100, of which those for train and test are
 *   above 0
 */
export function parseSplitSpec(text: string): RunSplitSpec {
  if (text === "random") return { name: text, kind: "random", shares: DEFAULT_SHARES };
  if (text === "paper") return { name: text, kind: "paper" };
  if (text.startsWith("random:")) return { name: text, kind: "random", shares: parseShares(text) };
  throw unknownName("split", text, ["random", "random:TRAIN/VALIDATION/TEST", "paper"]);
}

function parseShares(text: string): Shares {
  const fail = (problem: string) =>
    new UsageError(
      `the split '${text}' ${problem}; an example: random:75/10/15 (percent of the runs for train/validation/test)`,
    );
  const fields = text.slice("random:".length).split("/");
  if (fields.length !== PARTS.length || !fields.every((field) => /^\d+(\.\d+)?$/.test(field))) {
    throw fail("needs three shares in percent");
  }
  const [train, validation, test] = fields.map(Number) as [number, number, number];
  if (train === 0 || test === 0) throw fail("needs shares above 0 for train and test");
  const sum = train + validation + test;
  // The sum of decimal shares such as 33.3/33.3/33.4 may not be exact in binary.
  if (Math.abs(sum - 100) > 1e-9)
    throw fail(`has shares that add up to ${Number(sum.toFixed(6))}, not to 100`);
  return { train, validation, test };
}
