import { RandomStream, UsageError } from "@weightcast/core";
import { parseSplitSpec, type RowSplit, type SplitSpec, splitZoo } from "@weightcast/evaluation";
import { checkFeatures } from "@weightcast/features";
import { DEFAULT_TARGET, type Selection, selectRows, type Target, targetOf, type Zoo } from "@weightcast/zoo";
import type { Protocol } from "../model/manifest.js";
import type { Predictor } from "../predictors/predictor.js";
import { predictorNamed } from "../predictors/registry.js";
import { bestFeatures } from "./best-features.js";
import type { FitModelOptions } from "./fit-model.js";

/** The parts of a fit that are known before weights are read. */
export interface FitPlan {
  readonly predictor: Predictor;
  /** The name of the feature set. */
  readonly features: string;
  /** Why the features were chosen, as the rest of a sentence after `as`; null where they were asked for. */
  readonly reason: string | null;
  readonly target: Target;
  readonly selection: Selection;
  readonly split: SplitSpec;
  readonly protocol: Protocol;
  readonly seed: number;
  /** The rows of each part that have a finite target. */
  readonly labelled: RowSplit;
  /** How many rows of the parts have no finite target. */
  readonly withoutTarget: number;
  /** Rows whose weights features may learn from, but not their targets. */
  readonly unlabelled: Int32Array;
}

/** With more training rows, gradient boosting alone is as good and faster. */
const FEW_ROWS = 500;

/**
 * Resolves what a fit is asked for: rows by part, the features and the predictor where none are named.
 *
 * @throws UsageError where the request makes no sense (unknown target, feature set; more labelled runs than there are; `paper` split without
 * its protocol)
 * @throws InputError where the split does not fit the zoo
 */
export function planFit(zoo: Zoo, options: FitModelOptions = {}): FitPlan {
  const {
    target: column = DEFAULT_TARGET,
    selection = selectRows(zoo),
    protocol = "honest",
    split: askedSplit = protocol === "paper" ? "paper" : "random",
    seed = 0,
    transductive = false,
  } = options;
  const split = typeof askedSplit === "string" ? parseSplitSpec(askedSplit) : askedSplit;
  if (split.kind === "paper" && protocol !== "paper") {
    throw new UsageError(
      "the split 'paper' stops early on the test part, which flatters the score; it goes with the protocol 'paper' only",
    );
  }
  const targets = zoo.metrics.numbers(column);
  const known = (rows: Int32Array) => rows.filter((row) => Number.isFinite(targets[row]));
  const parts = splitZoo(split, zoo.metrics, selection.rows, seed);
  const withTarget = {
    train: known(parts.train),
    validation: known(parts.validation),
    test: known(parts.test),
  };
  const labelled =
    options.labelledRuns === undefined
      ? withTarget
      : drawLabelled(zoo, withTarget, options.labelledRuns, seed);
  const unlabelled = unlabelledRows(selection, labelled, transductive ? new Int32Array() : parts.test);
  const runs = {
    labelled: countRuns(zoo, [...labelled.train, ...labelled.validation]),
    unlabelled: countRuns(zoo, unlabelled),
  };
  const choice = options.features === undefined ? bestFeatures(zoo.layout, protocol, runs) : null;
  const features = options.features ?? choice?.features ?? "";
  checkFeatures(features, zoo.layout);
  const isBlend = choice?.asksNetworks === true && labelled.train.length <= FEW_ROWS;
  const { predictor: asked = isBlend && options.parameters === undefined ? "blend" : "gbm" } = options;
  return {
    predictor: typeof asked === "string" ? predictorNamed(asked) : asked,
    features,
    reason: choice?.reason ?? null,
    target: targetOf(zoo.metrics, column, selection.rows),
    selection,
    split,
    protocol,
    seed,
    labelled,
    withoutTarget: rowsOf(parts) - rowsOf(withTarget),
    unlabelled,
  };
}

/** How many rows the parts have together. */
export function rowsOf({ train, validation, test }: RowSplit): number {
  return train.length + validation.length + test.length;
}

/** Keeps the labels of some runs of the train and validation parts, drawn by the seed; all of them train. */
function drawLabelled({ metrics }: Zoo, parts: RowSplit, count: number, seed: number): RowSplit {
  const rows = [...parts.train, ...parts.validation];
  const runs = Array.from(new Set(rows.map((row) => metrics.runOfRow[row] ?? -1))).sort((a, b) => a - b);
  if (!(Number.isInteger(count) && count >= 1 && count <= runs.length)) {
    throw new UsageError(
      `${count} labelled runs were asked for; the train and validation parts have 1 to ${runs.length}`,
    );
  }
  const drawn = new Set(new RandomStream(seed, "labelled runs").shuffle(runs).slice(0, count));
  return {
    train: Int32Array.from(rows.filter((row) => drawn.has(metrics.runOfRow[row] ?? -1))),
    validation: new Int32Array(),
    test: parts.test,
  };
}

/** The selected rows that are neither labelled nor kept out. */
function unlabelledRows({ rows }: Selection, labelled: RowSplit, keptOut: Int32Array): Int32Array {
  const others = new Set([...labelled.train, ...labelled.validation, ...keptOut]);
  return rows.filter((row) => !others.has(row));
}

function countRuns({ metrics }: Zoo, rows: Iterable<number>): number {
  return new Set(Array.from(rows, (row) => metrics.runOfRow[row])).size;
}
