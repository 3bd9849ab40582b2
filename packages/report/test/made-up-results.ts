import { RandomStream } from "@weightcast/core";
import {
  type CalibrationRecord,
  type CellRecord,
  calibrationBins,
  type DifferenceRecord,
  type Estimate,
  type ExperimentResults,
  type PointRecord,
  type ZooRecord,
} from "@weightcast/evaluation";

const PREDICTORS = ["logit-linear", "gbm", "dnn"] as const;

export const FEATURES = [
  "weights.0",
  "weights.1",
  "weights.2",
  "weights.3",
  "weights",
  "hyper",
  "hyper+weights",
  "wstats-glob",
  "wnorm-layers:0,1,2,3-l1",
  "wnorm-layers:0,1,2,3-l2",
  "hyper.learning_rate",
  "wstats-layers:0,3-qts:0,25,50,75,100",
  "wstats-layers:3-qts:0,25,50,75,100",
  "wstats-layers:0,1,2,3-qts:0,25,50,75,100",
] as const;

const BINS = 20;
const BEST = { predictor: "gbm", features: "wstats-layers:0,1,2,3-qts:0,25,50,75,100" };

/** Results of a shape that real ones have, of numbers that nobody measured. The same every time. */
export function madeUpResults(
  names: readonly string[] = ["mnist", "fashion_mnist"],
  networks = 1000,
): ExperimentResults {
  const zoos = names.map((name, i) => madeUpZoo(name, networks, i));
  return {
    format: 1,
    weightcast: "0.1.0",
    quick: false,
    protocol: "honest",
    split: "random",
    checkpoint: "final",
    target: "test_accuracy",
    seed: 1,
    resamples: 1000,
    seconds: 5123,
    zoos,
    cells: names.flatMap((_, k) =>
      PREDICTORS.flatMap((predictor, i) =>
        FEATURES.map((features, j) => madeUpCell(zoos[k]!, predictor, features, i, j)),
      ),
    ),
    baselines: names.flatMap((_, k) =>
      PREDICTORS.map((predictor, i) => madeUpCell(zoos[k]!, predictor, "hyper", i, 5)),
    ),
    predictions: names.map((zoo, i) => {
      const points = madeUpPredictions(zoos[i]!, 0.03);
      return { zoo, ...BEST, points, calibration: madeUpCalibration(points) };
    }),
    transfers: names.flatMap((from, i) =>
      names.map((to, j) => ({
        from,
        to,
        ...BEST,
        networks,
        tau: around(i === j ? 0.91 : 0.78 - 0.03 * i, 0.01),
        r2: around(i === j ? 0.97 : -0.4, 0.05),
        points: madeUpPredictions(zoos[j]!, i === j ? 0.03 : 0.12),
      })),
    ),
    learningCurves: names.flatMap((zoo) =>
      PREDICTORS.map((predictor, i) => ({
        zoo,
        predictor,
        features: BEST.features,
        points: [50, 100, 250, 500, 1000, 2000].map((count, j) => ({
          networks: count,
          tau: around(0.93 - 0.05 * i - 0.5 / (j + 1.6), 0.06 / (j + 1)),
          r2: around(0.98 - 0.06 * i - 0.6 / (j + 1.6), 0.07 / (j + 1)),
        })),
      })),
    ),
    importances: names.map((zoo, i) => ({
      zoo,
      ...BEST,
      networks: 500,
      layers: ["conv2d", "conv2d_1", "conv2d_2", "dense"].map((layer, j) => ({
        layer,
        contribution: 0.02 * (i + 1) + 0.013 * j,
      })),
    })),
    differences: names.flatMap((zoo) => [
      { zoo, compared: "best", first: BEST, second: { ...BEST, predictor: "dnn" }, ...tested(0.012, 0.004) },
      {
        zoo,
        compared: "best",
        first: BEST,
        second: { predictor: "gbm", features: "hyper" },
        ...tested(0.3, 0.9),
      },
      {
        zoo,
        compared: "features",
        first: BEST,
        second: { ...BEST, predictor: "logit-linear" },
        ...tested(0.1, 0.0002),
      },
    ]),
  };
}

/** An estimate with an interval to either side. */
export function around(value: number, margin: number): Estimate {
  return { value, low: value - margin, high: value + margin };
}

/** A difference of some size with some p-value. */
function tested(size: number, p: number): Pick<DifferenceRecord, "r2" | "tau"> {
  const difference = { ...around(size, 0.008), p, adjusted: Math.min(1, 3 * p) };
  return { r2: difference, tau: difference };
}

/** Calibration of predictions of which bins and intervals are as they should be. */
function madeUpCalibration({ x, y }: PointRecord): CalibrationRecord {
  return {
    bins: calibrationBins(x, y, 10),
    coverage: [0.5, 0.7, 0.9].map((level) => ({ level, coverage: level - 0.01, meanWidth: level / 4 })),
  };
}

function madeUpZoo(name: string, networks: number, number: number): ZooRecord {
  const random = new RandomStream(number, "made-up zoo");
  const top = 0.98 - 0.12 * number;
  const accuracy = Array.from({ length: networks }, () =>
    random.uniform() < 0.25 ? 0.1 + 0.02 * random.uniform() : 0.12 + (top - 0.12) * random.uniform() ** 0.35,
  );
  const train = accuracy.map((value) =>
    Math.min(1, value + 0.03 * random.uniform() ** 2 + 0.004 * bell(random)),
  );
  return {
    name,
    dataset: name,
    fingerprint: `${number}f3a9c0d5b7e1a2c4d6f8`,
    rows: (networks + 3) * 9,
    runs: networks + 3,
    parameters: 4970,
    epochs: 86,
    networks,
    notFinite: 3,
    accuracyHistogram: Array.from(
      { length: BINS },
      (_, bin) => accuracy.filter((value) => Math.min(BINS - 1, Math.floor(value * BINS)) === bin).length,
    ),
    trainTest: { x: train.map((value) => Math.max(0, value)), y: accuracy },
    biasRanges: {
      x: accuracy.map((value) => 10 ** (-2.5 + 2.2 * value + 0.6 * bell(random))),
      y: accuracy.map((value) => 10 ** (-2 + 1.5 * value + 0.4 * bell(random))),
      accuracy,
    },
  };
}

function madeUpPredictions({ trainTest }: ZooRecord, noise: number): PointRecord {
  const random = new RandomStream(7, "made-up predictions");
  const truth = trainTest!.y.filter((_, i) => i % 2 === 0);
  return { x: truth, y: truth.map((value) => Math.min(1, Math.max(0, value + noise * bell(random)))) };
}

function madeUpCell(
  { name: zoo, networks }: ZooRecord,
  predictor: (typeof PREDICTORS)[number],
  features: (typeof FEATURES)[number],
  i: number,
  j: number,
): CellRecord {
  const wobble = 0.05 * new RandomStream(j, `${zoo} ${predictor}`).uniform();
  const r2 =
    features === "hyper.learning_rate" ? 0.02 + wobble : 0.62 + 0.2 * Math.sqrt(i) + 0.003 * j + wobble;
  const tau = r2 * 0.92;
  const hyper = features.startsWith("hyper") && !features.includes("weights");
  return {
    zoo,
    predictor,
    features,
    hyperparameters: { num_leaves: 31, learning_rate: 0.05 },
    rows: {
      train: networks * 0.4,
      validation: networks * 0.1,
      test: networks * 0.5,
      notFinite: 3,
    },
    scores: {
      r2: around(r2, 0.008),
      mse: around(0.08 * (1 - r2), 0.0004),
      mad: around(0.2 * (1 - r2), 0.001),
      tau: around(tau, 0.006),
    },
    validation: r2 - 0.004,
    strata: { tau: around(hyper ? 0.01 : tau * 0.7, 0.03), strata: 214, rows: 690 },
    invariance: hyper
      ? []
      : [
          {
            change: "permuted",
            networks: 200,
            meanMove: features.startsWith("weights") ? 0.04 : 0,
            largestMove: features.startsWith("weights") ? 0.31 : 0,
            tauBefore: tau,
            tauAfter: tau - 0.02,
          },
          {
            change: "rescaled",
            networks: 200,
            meanMove: 0.061 + 0.001 * j,
            largestMove: 0.52,
            tauBefore: tau,
            tauAfter: tau * 0.6,
          },
        ],
    repeats: {
      seeds: [1, 2, 3],
      scores: {
        r2: { mean: r2 - 0.002, deviation: 0.004, count: 3 },
        mse: { mean: 0.08 * (1 - r2), deviation: 0.0003, count: 3 },
        mad: { mean: 0.2 * (1 - r2), deviation: 0.001, count: 3 },
        tau: { mean: tau - 0.002, deviation: 0.003, count: 3 },
      },
    },
    published:
      j === 3 ? null : { collection: "mnist", r2: Math.min(0.993, r2 + 0.02), comparable: zoo === "mnist" },
    backend: predictor === "gbm" ? "weightcast-gbm (WebAssembly)" : "tfjs-node 4.22",
    seconds: 12 + 7 * j,
  };
}

/** Near a standard normal draw: twelve uniform ones less their mean. */
function bell(random: RandomStream): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}
