import { RandomStream } from "@weightcast/core";
import { kendallTau, type SplitSpec } from "@weightcast/evaluation";
import { consensusRanking } from "@weightcast/features";
import { fitModel, scoreNetworks } from "@weightcast/predictors";
import { selectRows, type Zoo } from "@weightcast/zoo";
import { say } from "../report.js";
import { mean, openSplitZoo, valuesOf } from "./split-zoo.js";

const SEEDS = [0, 1, 2];
const DRAWS = 20;
const NETWORKS = 100;
const LABELLED = 25;
const ACCURACY = "test_accuracy";

/**
 * Measures rankings without labels on the final checkpoints of the test part: tau over all of them, and over draws of 100 networks the regret of
 * the network picked (the best accuracy less its own) beside two other ways to pick one.
 *
 * @param args a zoo folder with a split.csv
 */
export async function benchConsensus([folder]: readonly string[]): Promise<void> {
  const { zoo, split } = await openSplitZoo(folder);
  const parts = split.kind === "assigned" ? split.parts : new Map<string, string>();
  const { runOfRow, runs } = zoo.metrics;
  const isTest = (row: number) => parts.get(runs[runOfRow[row] ?? -1] ?? "") === "test";
  const test = selectRows(zoo).rows.filter(isTest);
  const accuracy = valuesOf(zoo, ACCURACY, test);
  for (const seed of SEEDS) {
    const { scores, expectedTau, agreement, rounds } = await consensusRanking(zoo, test, { seed });
    const best = pick(scores);
    say(
      `${test.length} networks, seed ${seed}: tau ${kendallTau(accuracy, scores).toFixed(4)}, expected ${expectedTau.toFixed(3)}, agreement ${agreement.toFixed(3)}, round ${rounds}, regret ${regret(accuracy, best).toFixed(4)}`,
    );
  }
  const regrets = { consensus: [] as number[], statistics: [] as number[], trainLoss: [] as number[] };
  const taus: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const rows = new RandomStream(draw, "drawn networks")
      .shuffle(test.slice())
      .subarray(0, NETWORKS)
      .toSorted();
    const truth = valuesOf(zoo, ACCURACY, rows);
    const { scores } = await consensusRanking(zoo, rows, { seed: draw });
    taus.push(kendallTau(truth, scores));
    const losses = valuesOf(zoo, "train_loss", rows);
    const predicted = await byStatistics(zoo, split, rows, draw);
    regrets.consensus.push(regret(truth, pick(scores)));
    regrets.statistics.push(regret(truth, pick(predicted)));
    regrets.trainLoss.push(regret(truth, pick(losses.map((loss) => -loss))));
  }
  say(`${DRAWS} draws of ${NETWORKS} networks: mean tau of the consensus ${mean(taus).toFixed(4)}`);
  const line = (name: string, values: readonly number[]) =>
    say(`regret, ${name}: mean ${mean(values).toFixed(4)}, greatest ${Math.max(...values).toFixed(4)}`);
  line("consensus, no label", regrets.consensus);
  line(`statistics and gbm, ${LABELLED} labelled runs of the train part`, regrets.statistics);
  line("last training loss", regrets.trainLoss);
}

/** [rows.length] predictions by gradient boosting on statistics, from 25 labelled runs that are not among the rows. */
async function byStatistics(
  zoo: Zoo,
  split: SplitSpec,
  rows: Int32Array,
  seed: number,
): Promise<Float64Array> {
  const model = await fitModel(zoo, {
    split,
    labelledRuns: LABELLED,
    features: "layer-statistics",
    predictor: "gbm",
    seed,
    rememberRuns: false,
    safeguards: false,
  });
  const scores = await scoreNetworks(model, { zoo, rows });
  return Float64Array.from(scores, ({ predicted }) => predicted ?? Number.NEGATIVE_INFINITY);
}

/** The position of the largest value, the first where several are. */
function pick(values: Float64Array): number {
  return values.reduce(
    (best, value, i) => (value > (values[best] ?? Number.NaN) || Number.isNaN(values[best]) ? i : best),
    0,
  );
}

function regret(accuracies: Float64Array, picked: number): number {
  return Math.max(...accuracies) - (accuracies[picked] ?? Number.NaN);
}
