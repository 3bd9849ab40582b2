import { matrix } from "@weightcast/core";
import { Booster, type BoosterParameters, checkParameters, trainBooster } from "@weightcast/gbm";
import { textOf } from "../input.js";
import { damageJson } from "../mutators/json.js";
import { damageText } from "../mutators/text.js";
import { type Parser, textParser } from "./parser.js";
import { readParameters } from "./read-parameters.js";
import { repositoryFile } from "./repository.js";

const GOLDEN = "packages/gbm/test/golden";
const MODELS = ["binary", "constant", "categories", "dart", "cross-entropy"];
/** Values at which a model predicts, missing and infinite ones among them. */
const VALUES = [0, 1, -1, 0.5, 3, 1e30, -1e30, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31];
const ROWS = 10;

const model: Parser = {
  name: "gbm-model",
  async prepare() {
    const texts = MODELS.map((name) => textOf(repositoryFile(`${GOLDEN}/${name}.txt`)));
    return textParser("gbm-model", texts, damageText, readModel).prepare();
  },
};

function readModel(text: string): string | undefined {
  const booster = Booster.fromText(text, "model.txt");
  const columns = booster.featureNames.length;
  if (columns > 100_000) return undefined;
  const x = matrix(
    Float64Array.from({ length: ROWS * columns }, (_, i) => VALUES[(i * 7) % VALUES.length] ?? 0),
    ROWS,
    columns,
  );
  const predicted = booster.predict(x);
  const again = Booster.fromText(booster.toText(), "again").predict(x);
  const isSame = predicted.every((value, i) => Object.is(value, again[i]));
  return isSame ? undefined : "other predictions once written and read";
}

const SOUND_PARAMETERS = [
  { num_iterations: 5, num_leaves: 4, learning_rate: 0.1, min_data_in_leaf: 2 },
  { objective: "binary", bagging_fraction: 0.5, bagging_freq: 1, feature_fraction: 0.5, num_iterations: 3 },
  { boosting: "dart", max_depth: 3, lambda_l1: 0.1, lambda_l2: 1, max_bin: 15, num_iterations: 3 },
  { objective: "multiclass", num_class: 3, num_iterations: 2, monotone_constraints: [1, 0] },
].map((parameters) => JSON.stringify(parameters));

/** The most work that is trained with damaged parameters, in leaves of all rounds. */
const MOST_LEAVES = 5000;

const parameters = textParser("gbm-parameters", SOUND_PARAMETERS, damageJson, async (text) => {
  const given = readParameters(text) as BoosterParameters;
  checkParameters(given);
  const { num_iterations = 100, num_leaves = 31, num_class = 1 } = given as Record<string, number>;
  if (!(num_iterations * num_leaves * num_class < MOST_LEAVES)) return undefined;
  const rows = 60;
  const x = matrix(
    Float64Array.from({ length: 2 * rows }, (_, i) => (i * 13) % 29),
    rows,
    2,
  );
  const y = Float64Array.from({ length: rows }, (_, i) => i % num_class || i % 2);
  const booster = await trainBooster(x, y, given);
  return booster.predict(x).some(Number.isNaN) ? "a prediction is NaN" : undefined;
});

/** Files and parameters of gradient boosting. */
export const BOOSTING_PARSERS: readonly Parser[] = [model, parameters];
