import { alignCheckpoint, isCheckpointName } from "@weightcast/checkpoints";
import { matrix } from "@weightcast/core";
import { type Model, type NetworkScore, scoreNetworks } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { weightsMatrix } from "@weightcast/zoo-io";
import { isZooPath, readNpy } from "@weightcast/zoo-io/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { longWork } from "../long-work.js";
import { openCheckpointFile } from "../open-checkpoint-file.js";
import { openZoo } from "../open-zoo.js";

export function scoreCommand(): Command {
  return createCommand(
    "score <model> <checkpoints...>",
    "predict for networks: .npy files of shape (parameters,) or (n, parameters), checkpoints (.safetensors, .pt, .pth, .ckpt, .bin, .npz), or zoos",
    [
      "score ./model ./checkpoint.npy",
      "score ./model ./run-1.npy ./run-2.npy --json",
      "score ./model ./run-1.safetensors ./run-2.pt",
      "score ./model ./fashion_mnist",
    ],
  ).action(async (modelPath: string, paths: readonly string[], options: CommonOptions) => {
    const model = await loadModel(modelPath);
    const scored: NetworkScore[][] = [];
    for (const path of paths) scored.push(await scorePath(model, path));
    const scores = scored.flat();
    print(options, scores, () => formatScores(model, scores));
  });
}

async function scorePath(model: Model, path: string): Promise<NetworkScore[]> {
  if (!path.toLowerCase().endsWith(".npy") && isCheckpointName(path)) return scoreCheckpoint(model, path);
  const source = (await isZooPath(path))
    ? { zoo: await openZoo(path) }
    : { weights: weightsMatrix(await readNpy(path), path), name: path };
  return longWork((work) => scoreNetworks(model, source, work));
}

/** Scores the network of a framework's file, whose weights are put in the order of the model's layout. */
function scoreCheckpoint(model: Model, path: string): Promise<NetworkScore[]> {
  return longWork(async (work) => {
    const checkpoint = await openCheckpointFile(path, work.signal);
    try {
      const { weights } = await alignCheckpoint(checkpoint, model.layout, work);
      return await scoreNetworks(model, { weights: matrix(weights, 1, weights.length), name: path }, work);
    } finally {
      await checkpoint.close();
    }
  });
}

function formatScores({ manifest }: Model, scores: readonly NetworkScore[]): string {
  const width = scores.reduce((most, { checkpoint }) => Math.max(most, checkpoint.length), 0);
  const lines = scores.map(
    ({ checkpoint, row, predicted }) =>
      `${checkpoint.padEnd(width)}  ${String(row).padStart(6)}  ${predicted === null ? "not finite" : predicted.toFixed(4)}`,
  );
  return [`${"checkpoint".padEnd(width)}     row  predicted ${manifest.target.column}`, ...lines].join("\n");
}
