import { RandomStream, unknownName } from "@weightcast/core";

/** Where the value of one hyperparameter is drawn from. */
export type ParameterRange =
  | { readonly kind: "choice"; readonly values: readonly (string | number)[] }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "log-uniform"; readonly low: number; readonly high: number }
  /** A whole number from `low` to `high`. */
  | { readonly kind: "integer"; readonly low: number; readonly high: number }
  | { readonly kind: "log-integer"; readonly low: number; readonly high: number };

/** What a search draws for a predictor, and what it gives more of to those that do well. */
export interface SearchSpace {
  readonly parameters: Readonly<Record<string, ParameterRange>>;
  /** The hyperparameter that says how long to train, and its value in the last rung: the predictor's standard. */
  readonly budget: { readonly name: string; readonly most: number };
}

const INITIALISERS = ["RandomNormal", "TruncatedNormal", "glorot_normal", "he_normal", "orthogonal"];

const DENSE: Readonly<Record<string, ParameterRange>> = {
  l2_penalty: { kind: "log-uniform", low: 1e-8, high: 1e-3 },
  w_init_name: { kind: "choice", values: INITIALISERS },
  init_stddev: { kind: "log-uniform", low: 1e-3, high: 0.1 },
  optimizer_name: { kind: "choice", values: ["adam", "sgd"] },
  learning_rate: { kind: "log-uniform", low: 1e-3, high: 0.5 },
  batch_size: { kind: "choice", values: [64, 128, 256, 512] },
};

const EPOCHS = { name: "epochs", most: 300 } as const;

/** The spaces of each predictor. They span what the paper's own search found best (its `published_results`), which names them. */
export const SEARCH_SPACES: ReadonlyMap<string, SearchSpace> = new Map<string, SearchSpace>([
  [
    "gbm",
    {
      parameters: {
        num_leaves: { kind: "log-integer", low: 16, high: 10_000 },
        max_depth: { kind: "integer", low: 5, high: 14 },
        learning_rate: { kind: "log-uniform", low: 0.01, high: 0.1 },
        max_bin: { kind: "choice", values: [63, 127, 255] },
        min_child_weight: { kind: "integer", low: 1, high: 5 },
        subsample: { kind: "uniform", low: 0.1, high: 1 },
        colsample_bytree: { kind: "log-uniform", low: 0.03, high: 1 },
        reg_lambda: { kind: "log-uniform", low: 0.5, high: 100 },
        reg_alpha: { kind: "log-uniform", low: 0.001, high: 4 },
      },
      budget: { name: "num_iterations", most: 2000 },
    },
  ],
  ["logit-linear", { parameters: DENSE, budget: EPOCHS }],
  [
    "dnn",
    {
      parameters: {
        n_layers: { kind: "integer", low: 3, high: 9 },
        n_hiddens: { kind: "integer", low: 256, high: 511 },
        dropout_rate: { kind: "uniform", low: 0, high: 0.2 },
        ...DENSE,
      },
      budget: EPOCHS,
    },
  ],
]);

/** @throws UsageError where the predictor has none */
export function searchSpaceOf(predictor: string): SearchSpace {
  const space = SEARCH_SPACES.get(predictor);
  if (space === undefined) throw unknownName("predictor", predictor, Array.from(SEARCH_SPACES.keys()));
  return space;
}

/** The hyperparameters of a trial: the same for the same seed and number, however many trials there are. */
export function drawParameters(
  { parameters }: SearchSpace,
  seed: number,
  trial: number,
): Record<string, string | number> {
  const random = new RandomStream(seed, `search/${trial}`);
  return Object.fromEntries(Object.entries(parameters).map(([name, range]) => [name, draw(range, random)]));
}

function draw(range: ParameterRange, random: RandomStream): string | number {
  switch (range.kind) {
    case "choice":
      return range.values[random.below(range.values.length)]!;
    case "uniform":
      return rounded(range.low + random.uniform() * (range.high - range.low));
    case "log-uniform":
      return rounded(range.low * (range.high / range.low) ** random.uniform());
    case "integer":
      return range.low + random.below(range.high - range.low + 1);
    case "log-integer":
      return Math.round(range.low * (range.high / range.low) ** random.uniform());
    default:
      return range satisfies never;
  }
}

/** Four digits are enough to say which configuration it was, and the same whatever the last bit of a power is on an engine. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A space for people, a line for each hyperparameter. */
export function searchSpaceInWords({ parameters, budget }: SearchSpace): string[] {
  const lines = Object.entries(parameters).map(([name, range]) => `${name}: ${rangeInWords(range)}`);
  return [...lines, `${budget.name}: up to ${budget.most}, by successive halving`];
}

function rangeInWords(range: ParameterRange): string {
  switch (range.kind) {
    case "choice":
      return range.values.join(", ");
    case "uniform":
      return `${range.low} to ${range.high}`;
    case "log-uniform":
      return `${range.low} to ${range.high}, log-uniform`;
    case "integer":
      return `${range.low} to ${range.high}, whole`;
    case "log-integer":
      return `${range.low} to ${range.high}, whole, log-uniform`;
    default:
      return range satisfies never;
  }
}
