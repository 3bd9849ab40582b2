import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { layoutOf, parseArchitecture, parseLayers } from "@weightcast/networks";
import { drawHyperparameters, PUBLISHED_SPACE, parseSpace, planNetworks } from "@weightcast/zoo-trainer";
import { findMissingNetworks } from "@weightcast/zoo-trainer/node";
import { textOf } from "../input.js";
import { damageJson } from "../mutators/json.js";
import { asText } from "../mutators/mutator.js";
import { fileParser, type Parser, textParser } from "./parser.js";
import { workFolder } from "./work-folder.js";

const LAYERS = [
  { kind: "conv2d", filters: 8, stride: 2 },
  { kind: "batchNorm" },
  { kind: "globalMean" },
  { kind: "dense", units: 10 },
];
const DENSE = [
  { kind: "flatten" },
  { kind: "dense", units: 32, activated: true },
  { kind: "dense", units: 10 },
];
const RECORD = {
  dataset: "fashion_mnist",
  images: "ca3ab2a37f845e1b8ae23cab1b51749a3011ba3bf1d9016176d75cbaabac376f",
  networks: [
    { first: 0, count: 3 },
    { first: 100, count: 6 },
  ],
  epochs: 2,
  epochs_between_checkpoints: 20,
  seed: 3,
  space: PUBLISHED_SPACE,
};

const CHECKED = { format: 2, ...RECORD };
const CHECKED_TEXT = JSON.stringify({
  ...CHECKED,
  sha256: createHash("sha256").update(JSON.stringify(CHECKED)).digest("hex"),
});

const trainingJson: Parser = (() => {
  let folder = "";
  return fileParser({
    name: "training-json",
    file: "training.json",
    samples: () => {
      folder = workFolder();
      // Only a record of format 1, which has no checksum, can be damaged and read.
      return [JSON.stringify({ format: 1, ...RECORD }), CHECKED_TEXT];
    },
    mutate: asText(damageJson),
    async read(bytes) {
      writeFileSync(join(folder, "training.json"), bytes);
      const { networks, finished, record } = await findMissingNetworks([folder]);
      if (finished !== 0 || networks < 1) return `${finished} of ${networks} networks are finished`;
      if (networks <= 1000) planNetworks(record);
      const text = textOf(bytes).replace(/^\uFEFF/, "");
      const isEdited = JSON.parse(text).format !== 1 && JSON.stringify(JSON.parse(text)) !== CHECKED_TEXT;
      if (isEdited) return "a record was edited, and read";
      return undefined;
    },
  });
})();

const space = textParser(
  "space",
  [
    JSON.stringify(PUBLISHED_SPACE),
    JSON.stringify({ learning_rate: { log_uniform: [1e-4, 0.1] }, dropout: [0, 0.5], optimizer: "adam" }),
    JSON.stringify({ layers: LAYERS, activation: ["relu", "tanh"] }),
  ],
  damageJson,
  (text) => {
    const parsed = parseSpace(text, "space.json");
    for (let network = 0; network < 3; network++) {
      const drawn = Object.entries(drawHyperparameters(parsed, 1, network));
      const broken = drawn.find(
        ([, value]) => typeof value === "number" && !Number.isFinite(Math.fround(value)),
      );
      if (broken !== undefined) return `${broken[0]} is drawn as ${broken[1]}`;
    }
    return undefined;
  },
);

const architecture = textParser(
  "architecture",
  [LAYERS, DENSE].map((layers) => JSON.stringify({ input: { height: 28, width: 28, channels: 1 }, layers })),
  damageJson,
  (text) => {
    const { parameters, tensors } = layoutOf(parseArchitecture(text, "architecture.json"));
    return Number.isSafeInteger(parameters) && tensors.length > 0 ? undefined : `${parameters} parameters`;
  },
);

const layers = textParser(
  "layers",
  [JSON.stringify(LAYERS), JSON.stringify({ layers: DENSE })],
  damageJson,
  (text) => (parseLayers(text, "layers.json").length > 0 ? undefined : "no layers"),
);

/** What trainings are described by. */
export const TRAINING_PARSERS: readonly Parser[] = [trainingJson, space, architecture, layers];
