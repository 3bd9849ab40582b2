import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { matrix } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import {
  fitModel,
  type Model,
  modelFiles,
  modelFromFiles,
  type PredictorParameters,
  predictorNamed,
  scoreNetworks,
} from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { bytesOf, type Input, textOf } from "../input.js";
import { damageBytes } from "../mutators/bytes.js";
import { damageNpy } from "../mutators/headed.js";
import { damageJson } from "../mutators/json.js";
import { asText, type Mutator } from "../mutators/mutator.js";
import { damageText } from "../mutators/text.js";
import { inOneFile, type Parser, textParser } from "./parser.js";
import { readParameters } from "./read-parameters.js";
import { PARAMETERS, smallWeights, smallZoo } from "./small-zoo.js";
import { workFolder } from "./work-folder.js";

const ROWS = 90;
const SCORED = 4;
const MANIFEST = "manifest.json";

/** A fit whose model's files are damaged. */
interface Fit {
  readonly predictor: string;
  readonly features: string;
  readonly parameters: PredictorParameters;
}

const FITS: readonly Fit[] = [
  { predictor: "gbm", features: "wstats-glob", parameters: { num_iterations: 5, min_data_in_leaf: 2 } },
  {
    predictor: "gbm",
    features: "spectral+layer-norms",
    parameters: { num_iterations: 3, min_data_in_leaf: 2 },
  },
  { predictor: "kernel-ridge", features: "layer-statistics", parameters: {} },
];
const TENSORFLOW_FITS: readonly Fit[] = [
  { predictor: "logit-linear", features: "wstats-glob", parameters: { epochs: 2 } },
  { predictor: "dnn", features: "wstats-glob", parameters: { n_layers: 1, n_hiddens: 4, epochs: 2 } },
];

async function filesOfFit(fit: Fit): Promise<Input> {
  const model = await fitModel(await smallZoo(ROWS), { ...fit, split: parseSplitSpec("random"), seed: 1 });
  const files = await modelFiles(model);
  return new Map(Array.from(files, ([path, bytes]) => [path, bytesOf(bytes)]));
}

function mutatorOf(file: string): Mutator {
  if (file.endsWith(".json")) return asText(damageJson);
  if (file.endsWith(".txt")) return asText(damageText);
  return file.endsWith(".npy") ? damageNpy : damageBytes;
}

/** Models whose files are damaged although their checksums fit, as those that a stranger made. */
function modelParser(name: string, fits: readonly Fit[]): Parser {
  return {
    name,
    async prepare() {
      const samples: Input[] = [];
      for (const fit of fits) samples.push(await filesOfFit(fit));
      return {
        samples,
        mutate: inOneFile(mutatorOf),
        read: async (files) => scoreAll(await modelFromFiles(files)),
      };
    },
  };
}

/** Scores a few networks; those of finite weights must have finite predictions or none. */
async function scoreAll(model: Model): Promise<string | undefined> {
  const { parameters } = model.layout;
  if (parameters !== PARAMETERS) return undefined;
  const weights = matrix(smallWeights(SCORED), SCORED, PARAMETERS);
  const scores = await scoreNetworks(model, { weights, name: "weights.npy" });
  const broken = scores.find(
    ({ predicted, low, high }) =>
      ![predicted, low, high].every((value) => value === null || Number.isFinite(value)) ||
      (low !== null && high !== null && low > high),
  );
  return broken === undefined ? undefined : `row ${broken.row}: ${JSON.stringify(broken)}`;
}

/** A folder in which one file was changed after the model was written: never read as a model. */
const folderParser: Parser = {
  name: "model-folder",
  async prepare() {
    const [fit] = FITS;
    if (fit === undefined) throw new RangeError("there is no fit");
    const sample = await filesOfFit(fit);
    const folder = join(workFolder(), "model");
    return {
      samples: [sample],
      mutate: inOneFile(mutatorOf),
      async read(files) {
        await rm(folder, { recursive: true, force: true });
        for (const [path, bytes] of files) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), bytes);
        }
        const problem = await scoreAll(await loadModel(folder));
        const changed = Array.from(files).find(([path, bytes]) =>
          path === MANIFEST
            ? isEditedManifest(bytes, sample.get(path) ?? bytes)
            : Buffer.compare(bytes, sample.get(path) ?? bytes) !== 0,
        );
        return changed === undefined ? problem : `${changed[0]} was changed, and read`;
      },
    };
  },
};

/** Whether a manifest has other fields or values than the one that was written; white space does not count. */
function isEditedManifest(bytes: Uint8Array, written: Uint8Array): boolean {
  const [found, original] = [bytes, written].map((text) => JSON.stringify(JSON.parse(textOf(bytesOf(text)))));
  return found !== original;
}

const PARAMETERS_OF: Readonly<Record<string, readonly PredictorParameters[]>> = {
  dnn: [{ n_layers: 2, n_hiddens: 16, w_init_name: "glorot_normal", epochs: 1, learning_rate: 0.01 }],
  "logit-linear": [{ epochs: 3, learning_rate: 0.01, optimizer_name: "adam" }],
  "kernel-ridge": [{}],
  equivariant: [{ epochs: 2 }],
};

/** The hyperparameters of each predictor, as `fit` takes them from a file. */
const parameters: readonly Parser[] = Object.entries(PARAMETERS_OF).map(([predictor, sound]) =>
  textParser(
    `${predictor}-parameters`,
    [...sound, predictorNamed(predictor).defaultParameters].map((one) => JSON.stringify(one)),
    damageJson,
    (text) => {
      predictorNamed(predictor).check(readParameters(text) as PredictorParameters);
      return undefined;
    },
  ),
);

/** Models and the hyperparameters of predictors. */
export const MODEL_PARSERS: readonly Parser[] = [
  modelParser("model-files", FITS),
  modelParser("tensorflow-model-files", TENSORFLOW_FITS),
  folderParser,
  ...parameters,
];
