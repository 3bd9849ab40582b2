import { matrixRows } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster, type TrainingState, trainBooster } from "../src/index.js";
import { goldenCases, goldenMatrix, goldenText, splitsOf } from "./golden-files.js";

describe.each(goldenCases)("LightGBM's model '$name'", (golden) => {
  const x = goldenMatrix(`${golden.data}-x.npy`);
  const predictions = goldenMatrix(`${golden.name}-predictions.npy`);
  const predicted = matrixRows(x, 0, predictions.rows);
  const text = goldenText(`${golden.name}.txt`);
  const theirs = Booster.fromText(text);

  it("is read and predicts what LightGBM predicts", () => {
    expect(largestDifference(theirs.predict(predicted), predictions.data)).toBeLessThan(1e-12);
  });

  it("is written so that it reads the same again", () => {
    const again = Booster.fromText(theirs.toText());
    expect(again.trees).toEqual(theirs.trees);
    expect(again.featureNames).toEqual(theirs.featureNames);
  });

  it("counts its features as LightGBM does", () => {
    const importance = theirs.featureImportance("split");
    const lines = text.match(/feature_importances:\n((?:Column_\d=\d+\n)*)/)![1]!.match(/\d+=\d+/g) ?? [];
    const counted = new Float64Array(6);
    for (const [feature, count] of lines.map((line) => line.split("=").map(Number)))
      counted[feature!] = count!;
    expect(importance).toEqual(counted);
  });
});

describe.each([1, 2])("with %i threads", (threads) => {
  it.each(goldenCases)("trains LightGBM's model '$name'", async (golden) => {
    const { trainingRows, rounds, earlyStoppingRounds, bestScores } = golden;
    const x = goldenMatrix(`${golden.data}-x.npy`);
    const target = golden.target === undefined ? "" : `-${golden.target}`;
    const y = goldenMatrix(`${golden.data}${target}-y.npy`).data;
    const weights = golden.isWeighted === true ? goldenMatrix("weights.npy").data : undefined;
    const predictions = goldenMatrix(`${golden.name}-predictions.npy`);
    const text = goldenText(`${golden.name}.txt`);
    const held = x.rows - trainingRows;
    const validation = {
      x: matrixRows(x, trainingRows, held),
      y: y.subarray(trainingRows),
      weights: weights?.subarray(trainingRows),
      groupSizes: golden.heldGroupSizes,
    };
    const states: TrainingState[] = [];
    const ours = await trainBooster(
      matrixRows(x, 0, trainingRows),
      y.subarray(0, trainingRows),
      golden.parameters,
      {
        rounds,
        earlyStoppingRounds,
        weights: weights?.subarray(0, trainingRows),
        groupSizes: golden.groupSizes,
        validation: held === 0 ? undefined : validation,
        threads,
        onIteration: (state) => states.push(state),
      },
    );
    const theirs = Booster.fromText(text);
    expect(ours.trees.map(splitsOf)).toEqual(theirs.trees.map(splitsOf));
    const predicted = ours.predict(matrixRows(x, 0, predictions.rows));
    expect(largestDifference(predicted, predictions.data)).toBeLessThan(1e-12);
    expect(headerOf(ours.toText())).toEqual(headerOf(text));
    if (bestScores === undefined) return;
    const best = states[earlyStoppingRounds === undefined ? states.length - 1 : ours.rounds - 1]!.validation!;
    expect(Object.keys(best)).toEqual(Object.keys(bestScores));
    // LightGBM sums the weights for one of its metrics in f32, and takes a logarithm of the gamma loss in f32.
    const digits = golden.isWeighted === true || golden.parameters.objective === "gamma" ? 6 : 12;
    for (const [metric, score] of Object.entries(best)) {
      expect(score).toBeCloseTo(bestScores[metric]!, digits);
    }
  });
});

/** The lines before the trees, numbers in their shortest form; but for tree_sizes, which depends on the form. */
function headerOf(text: string): string[] {
  return text
    .split("\n\n")[0]!
    .split("\n")
    .filter((line) => !line.startsWith("tree_sizes="))
    .map((line) => line.replace(/-?\d+\.\d+/g, (number) => String(Number(number))));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
