import type { Model, RowPredictions } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { clampToTarget, targetNamed } from "@weightcast/zoo";
import { weightsMatrix } from "@weightcast/zoo-io";
import { isZooPath, readNpy } from "@weightcast/zoo-io/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { openZoo } from "../open-zoo.js";
import { withProgress } from "../progress.js";

/** One network's prediction; null where its weights are not finite. */
interface ScoredRow {
  readonly checkpoint: string;
  readonly row: number;
  readonly predicted: number | null;
}

export function scoreCommand(): Command {
  return createCommand(
    "score <model> <checkpoints...>",
    "predict for networks: .npy files of shape (parameters,) or (n, parameters), or zoos",
    [
      "score ./model ./checkpoint.npy",
      "score ./model ./run-1.npy ./run-2.npy --json",
      "score ./model ./fashion_mnist",
    ],
  ).action(async (modelPath: string, paths: readonly string[], options: CommonOptions) => {
    const model = await loadModel(modelPath);
    const scored: ScoredRow[] = [];
    for (const path of paths) scored.push(...(await scorePath(model, path)));
    const width = Math.max(...scored.map(({ checkpoint }) => checkpoint.length));
    const lines = scored.map(
      ({ checkpoint, row, predicted }) =>
        `${checkpoint.padEnd(width)}  ${String(row).padStart(6)}  ${predicted === null ? "not finite" : predicted.toFixed(4)}`,
    );
    const header = `${"checkpoint".padEnd(width)}     row  predicted ${model.manifest.target}`;
    print(options, scored, [header, ...lines].join("\n"));
  });
}

async function scorePath(model: Model, path: string): Promise<ScoredRow[]> {
  if (!(await isZooPath(path))) {
    const predictions = await model.predictWeights(weightsMatrix(await readNpy(path), path), path);
    return scoredRows(model, predictions, () => path);
  }
  const zoo = await openZoo(path);
  const checkpoints = zoo.metrics.text("checkpoint");
  const rows = Int32Array.from(checkpoints.keys());
  const predictions = await withProgress((onProgress) => model.predictZoo(zoo, rows, onProgress));
  return scoredRows(model, predictions, (row) => checkpoints[row]!);
}

function scoredRows(
  model: Model,
  { predicted, finite }: RowPredictions,
  checkpointOf: (row: number) => string,
): ScoredRow[] {
  return Array.from(predicted, (value, row) => ({
    checkpoint: checkpointOf(row),
    row,
    predicted: finite[row] === 1 ? clampToTarget(targetNamed(model.manifest.target), value) : null,
  }));
}
