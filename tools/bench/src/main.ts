import { UsageError, unknownName, WeightcastError } from "@weightcast/core";
import { benchAblation } from "./ablation.js";
import { benchServe } from "./cluster/serve/serve.js";
import { benchCluster } from "./cluster/simulation.js";
import { benchDnn } from "./dnn.js";
import { benchFeatures } from "./features.js";
import { benchFlags } from "./flags.js";
import { benchClassification } from "./gbm/classification.js";
import { benchGbm } from "./gbm/gbm.js";
import { benchLightgbmTests } from "./gbm/lightgbm-tests.js";
import { benchPage } from "./page/page.js";
import { benchPredict } from "./predict.js";
import { benchProbes } from "./probes.js";
import { benchConsensus } from "./ranking/consensus.js";
import { benchLabels } from "./ranking/labels.js";
import { benchTrust } from "./ranking/trust.js";
import { benchTrain } from "./training/train.js";
import { benchTransfer } from "./transfer.js";
import { benchZooIo } from "./zoo-io.js";
import { benchArchitectures } from "./zoos/architectures.js";
import { makeCollection } from "./zoos/collection.js";
import { benchCommandKills } from "./zoos/command-kills.js";
import { benchKills } from "./zoos/kills.js";
import { benchPopulation } from "./zoos/population.js";

// Measures packages against their peers: `pnpm bench NAME`.

type Bench = (args: readonly string[]) => Promise<void>;

const BENCHES: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  ["ablation", benchAblation],
  ["architectures", benchArchitectures],
  ["classification", benchClassification],
  ["command-kills", benchCommandKills],
  ["consensus", benchConsensus],
  ["cluster", benchCluster],
  ["dnn", benchDnn],
  ["features", benchFeatures],
  ["flags", benchFlags],
  ["gbm", benchGbm],
  ["lightgbm-tests", benchLightgbmTests],
  ["kills", benchKills],
  ["labels", benchLabels],
  ["make-collection", makeCollection],
  ["page", benchPage],
  ["population", benchPopulation],
  ["predict", benchPredict],
  ["probes", benchProbes],
  ["serve", benchServe],
  ["train", benchTrain],
  ["transfer", benchTransfer],
  ["trust", benchTrust],
  ["zoo-io", benchZooIo],
]);

try {
  const [name, ...args] = process.argv.slice(2);
  const names = Array.from(BENCHES.keys());
  if (name === undefined) throw new UsageError(`name a bench: ${names.join(", ")}`);
  const bench = BENCHES.get(name);
  if (bench === undefined) throw unknownName("bench", name, names);
  await bench(args);
} catch (error) {
  if (!(error instanceof WeightcastError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
