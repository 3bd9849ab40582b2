import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { checkpointLayout, openCheckpoint } from "@weightcast/checkpoints";
import { InputError } from "@weightcast/core";
import { blobFile, type StoredFile } from "@weightcast/runtime";
import type { Input } from "../input.js";
import { damageBytes, inSection } from "../mutators/bytes.js";
import { damageNpy, damageSafetensors } from "../mutators/headed.js";
import { damageJson } from "../mutators/json.js";
import { anyOf, asText, type Mutator } from "../mutators/mutator.js";
import { damageProtobuf } from "../mutators/protobuf.js";
import { inZip } from "../mutators/zip.js";
import { inOneFile, type Parser } from "./parser.js";
import { repositoryFile, repositoryPath } from "./repository.js";

const GOLDEN = "packages/checkpoints/test/golden";

/** A format of checkpoints: the golden files that are damaged, with the files beside them that they name. */
interface CheckpointSamples {
  readonly name: string;
  readonly files: readonly string[];
  readonly neighbours?: readonly string[];
  readonly mutatorOf: (file: string) => Mutator;
}

function checkpointParser({ name, files, neighbours = [], mutatorOf }: CheckpointSamples): Parser {
  return {
    name,
    async prepare() {
      const beside = neighbours.map((file) => [basename(file), repositoryFile(`${GOLDEN}/${file}`)] as const);
      return {
        // The first file of an input is the one that is opened.
        samples: files.map(
          (file): Input => new Map([[basename(file), repositoryFile(`${GOLDEN}/${file}`)], ...beside]),
        ),
        mutate: inOneFile(mutatorOf),
        read: readAll,
      };
    },
  };
}

/** Opens a checkpoint and reads all its tensors. */
async function readAll(input: Input): Promise<string | undefined> {
  const [first = ""] = input.keys();
  const checkpoint = await openCheckpoint(fileOf(input, first), { neighbour: (name) => fileOf(input, name) });
  for (const { name, shape } of checkpoint.tensors) {
    const data = await checkpoint.read(name);
    const size = shape.reduce((product, side) => product * side, 1);
    const { length } = data as unknown as { readonly length?: number };
    if (length !== undefined && length !== size)
      return `${name}: ${length} elements for (${shape.join(", ")})`;
  }
  try {
    checkpointLayout(checkpoint);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return undefined;
}

/** A file of an input; opening one that is not there is an InputError, as on a disk. */
function fileOf(input: Input, name: string): StoredFile {
  return {
    path: name,
    async open() {
      const bytes = input.get(name);
      if (bytes === undefined) throw new InputError("does not exist", { file: name });
      return blobFile(new Blob([bytes]), name).open();
    },
  };
}

const golden = (folder: string) => readdirSync(repositoryPath(`${GOLDEN}/${folder}`));

/** The formats in which frameworks save checkpoints. */
export const CHECKPOINT_PARSERS: readonly Parser[] = [
  checkpointParser({
    name: "safetensors",
    files: ["typed.safetensors", "alignment/golden.safetensors"],
    mutatorOf: () => damageSafetensors,
  }),
  checkpointParser({
    name: "safetensors-index",
    files: ["model.safetensors.index.json"],
    neighbours: ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"],
    mutatorOf: (file) => (file.endsWith(".json") ? asText(damageJson) : damageSafetensors),
  }),
  checkpointParser({
    name: "pytorch",
    files: ["typed.pt", "training.ckpt", "views.bin", "alignment/golden.pt"],
    mutatorOf: () => inZip(() => damageBytes),
  }),
  checkpointParser({
    name: "npz",
    files: ["arrays.npz", "packed.npz"],
    mutatorOf: () => inZip(() => damageNpy),
  }),
  checkpointParser({
    name: "hdf5",
    files: ["keras/typed.h5", "keras/network.h5", "keras/network.weights.h5", "alignment/golden.h5"],
    mutatorOf: () =>
      anyOf<Uint8Array>(
        damageBytes,
        damageBytes,
        inSection(() => [0, 2048]),
      ),
  }),
  checkpointParser({
    name: "keras",
    files: golden("keras")
      .filter((file) => file.endsWith(".keras"))
      .map((file) => `keras/${file}`),
    mutatorOf: () => inZip((entry) => (entry.endsWith(".json") ? asText(damageJson) : damageBytes)),
  }),
  checkpointParser({
    name: "onnx",
    files: ["onnx/raw.onnx", "onnx/listed.onnx", "onnx/network.onnx", "onnx/twins.onnx"],
    mutatorOf: () => damageProtobuf,
  }),
  checkpointParser({
    name: "onnx-external",
    files: ["onnx/outside.onnx"],
    neighbours: ["onnx/outside.weights"],
    mutatorOf: (file) => (file.endsWith(".onnx") ? damageProtobuf : damageBytes),
  }),
  checkpointParser({
    name: "tfjs",
    files: ["tfjs/model.json", "tfjs/rounded-model.json"],
    neighbours: ["tfjs/group1-shard1of2.bin", "tfjs/group1-shard2of2.bin", "tfjs/rounded.bin"],
    mutatorOf: (file) => (file.endsWith(".json") ? asText(damageJson) : damageBytes),
  }),
];
