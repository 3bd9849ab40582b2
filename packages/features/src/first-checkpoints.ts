import { type Matrix, UsageError } from "@weightcast/core";
import { gatherWeights, selectCheckpoints, type Zoo } from "@weightcast/zoo";

/** Reads the first checkpoint of the run of each row: [rows.length, parameters], in the order of `rows`. */
export type FirstCheckpoints = (rows: Int32Array) => Promise<Matrix<Float32Array>>;

/**
 * Finds the first checkpoint of each run of a zoo, the one of the least step.
 *
 * @param features the name of the feature set that needs them, for the error
 * @throws UsageError if each run of the zoo has one checkpoint
 */
export function firstCheckpoints(zoo: Zoo, features: string, signal?: AbortSignal): FirstCheckpoints {
  const { metrics } = zoo;
  if (metrics.rows > 0 && metrics.runs.length === metrics.rows) {
    throw new UsageError(
      `the features '${features}' compare checkpoints with the first one of their run, and each run of ${zoo.name} has one checkpoint`,
    );
  }
  const firstOfRun = new Int32Array(metrics.runs.length);
  for (const row of selectCheckpoints(metrics, "early")) firstOfRun[metrics.runOfRow[row] ?? 0] = row;
  return (rows) => {
    const firsts = rows.map((row) => firstOfRun[metrics.runOfRow[row] ?? 0] ?? 0);
    return gatherWeights(zoo, firsts, signal);
  };
}
