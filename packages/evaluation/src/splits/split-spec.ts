import { UsageError, unknownName } from "@weightcast/core";
import type { NfnPermutation } from "./nfn-permutation.js";

export const PARTS = ["train", "validation", "test"] as const;

/** A side of a split. */
export type Part = (typeof PARTS)[number];

/** Percent of the runs in each part. */
export type Shares = Readonly<Record<Part, number>>;

/** How the runs of a given zoo are to be divided. */
export type RunSplitSpec = {
  /** The split in the words that asked for it, which models and results keep: `random:75/10/15`, or the name of a file. */
  readonly name: string;
} & (
  | {
      /** At random, in these shares. */
      readonly kind: "random";
      readonly shares: Shares;
    }
  | {
      /** The protocol of the Small CNN Zoo's paper: one checkpoint a run, half train, half test, nothing to validate on. */
      readonly kind: "paper";
    }
  | {
      /** As stated run by run, for example in a file. */
      readonly kind: "assigned";
      readonly parts: ReadonlyMap<string, Part>;
    }
);

/** How runs are to be divided; a permutation of rows divides the runs of the one zoo that it was made for. */
export type SplitSpec =
  | RunSplitSpec
  | { readonly name: string; readonly kind: "nfn"; readonly permutation: NfnPermutation };

const DEFAULT_SHARES: Shares = { train: 40, validation: 10, test: 50 };

/**
 * The split that a word asks for: `random` (40/10/50), `random:A/B/C` (percent of the runs for train, validation and test)
 * or `paper`.
 *
 * @throws UsageError where it is none of them, or the shares are not three numbers that add up to 100, all above 0
 *   (validation may be 0)
 */
export function parseSplitSpec(text: string): RunSplitSpec {
  if (text === "random") return { name: text, kind: "random", shares: DEFAULT_SHARES };
  if (text === "paper") return { name: text, kind: "paper" };
  if (text.startsWith("random:")) return { name: text, kind: "random", shares: parseShares(text) };
  throw unknownName("split", text, ["random", "random:TRAIN/VALIDATION/TEST", "paper"]);
}

function parseShares(text: string): Shares {
  const fail = (problem: string) =>
    new UsageError(`the split '${text}' ${problem}; an example: random:75/10/15 (train/validation/test)`);
  const fields = text.slice("random:".length).split("/");
  if (fields.length !== PARTS.length || !fields.every((field) => /^\d+(\.\d+)?$/.test(field))) {
    throw fail("needs three shares in percent");
  }
  const [train, validation, test] = fields.map(Number) as [number, number, number];
  if (train === 0 || test === 0) throw fail("needs shares above 0 for train and test");
  const sum = train + validation + test;
  // Decimal shares such as 33.3/33.3/33.4 need not add up exactly in binary.
  if (Math.abs(sum - 100) > 1e-9) throw fail(`has shares that add up to ${sum}, not to 100`);
  return { train, validation, test };
}
