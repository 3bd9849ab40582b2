import { fileURLToPath } from "node:url";
import { scoreTable } from "@weightcast/evaluation";
import { fitModel, type Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";

// The main job on the embedded sample: from a zoo's weights to predicted accuracies of networks never seen.

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
const SPLIT = "random:75/10/15";
const SEED = 1;
/** A short dream, so that the demo takes a minute; `fit` dreams longer. */
const DREAMT = "probes:dreamt-100-steps:100";
const FITS = [
  { predictor: "gbm", features: "wstats-layers:0,1,2,3-qts:0,25,50,75,100" },
  { predictor: "dnn", features: "wstats-layers:0,1,2,3-qts:0,25,50,75,100" },
  { predictor: "logit-linear", features: "wstats-layers:0,1,2,3-qts:0,25,50,75,100" },
  { predictor: "gbm", features: "wstats-layers:3-qts:0,25,50,75,100" },
  { predictor: "gbm", features: "wnorm-layers:0,1,2,3-l2" },
  { predictor: "gbm", features: "hyper" },
  { predictor: "blend", features: DREAMT },
] as const;
const SHOWN = 8;

const zoo = await openZoo(SAMPLE);
say(
  `${zoo.rows} networks of ${zoo.layout.parameters} weights each, trained on Fashion-MNIST (fixtures/fashion_mnist_sample).`,
);
say(
  `Each line below learns from 75 % of them and is scored on 15 % that it never saw; 10 % decide when to stop.\n`,
);

const models: Model[] = [];
for (const fit of FITS) {
  models.push(await fitModel(zoo, { ...fit, split: SPLIT, seed: SEED, safeguards: false }));
}
say(scoreTable(models.flatMap(tableRow)));
await showPredictions(models.at(-1)!, zoo);

function tableRow({ manifest }: Model) {
  const { predictor, features, scores, tauCeiling } = manifest;
  return scores === null ? [] : [{ name: `${predictor} on ${features}`, scores, tauCeiling }];
}

/** Predictions beside the truth for test networks spread over the range of accuracies. */
async function showPredictions(model: Model, zoo: Zoo): Promise<void> {
  const truth = zoo.metrics.numbers("test_accuracy");
  const checkpoints = zoo.metrics.text("checkpoint");
  const sorted = model.rows.test.toSorted((a, b) => truth[a]! - truth[b]!);
  const rows = Int32Array.from(
    { length: SHOWN },
    (_, i) => sorted[Math.floor((i * (sorted.length - 1)) / (SHOWN - 1))]!,
  );
  const { predicted } = await model.predictZoo(zoo, rows);
  say(
    `\nSome of the networks that it never saw, from their weights alone (${model.manifest.predictor} on ${model.manifest.features}):`,
  );
  say("predicted     true  checkpoint");
  for (const [i, row] of rows.entries()) {
    say(
      `${predicted[i]!.toFixed(4).padStart(9)}  ${truth[row]!.toFixed(4).padStart(7)}  ${checkpoints[row]}`,
    );
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
