import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { entryFile } from "../files/entry-file.js";
import { isZip, readEntry, zipEntries } from "../files/zip-entries.js";
import type { CheckpointContents, CheckpointFormat } from "../formats/checkpoint-format.js";
import { isHdf5 } from "../hdf5/superblock.js";
import { LIMITS } from "../limits.js";
import { kerasWeights } from "./keras-weights.js";

/** HDF5 files of Keras: whole models (.h5) and weights alone (.weights.h5), and data sets of other HDF5 files. */
export const kerasH5Format: CheckpointFormat = {
  name: "keras-h5",
  description: "Keras HDF5 (.h5, .weights.h5, .hdf5)",
  extensions: [".h5", ".hdf5"],
  matches: (head) => isHdf5(head),
  open: (file) => kerasWeights(file, undefined),
};

/** Models of Keras 3: a zip file of the configuration and of an HDF5 file of the weights. */
export const kerasFormat: CheckpointFormat = {
  name: "keras",
  description: "Keras (.keras)",
  extensions: [".keras"],
  matches: (head, name) => isZip(head) && name.endsWith(".keras"),
  open: openKeras,
};

async function openKeras(file: OpenFile): Promise<CheckpointContents> {
  const entries = await zipEntries(file);
  const weights = entries.get("model.weights.h5");
  const config = entries.get("config.json");
  if (weights === undefined || config === undefined) {
    throw new InputError("is a zip file, but no model of Keras: it has no model.weights.h5 and config.json", {
      file: file.path,
      byte: 0,
    });
  }
  const readJson = async (entry: typeof config): Promise<unknown> => {
    const bytes = await readEntry(entry, file);
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw new InputError(`its ${entry.name} is not JSON`, { file: file.path, byte: entry.byte }, { cause });
    }
  };
  const layerOrder: string[] = [];
  collectLayers(await readJson(config), layerOrder, 0);
  const about = entries.get("metadata.json");
  const contents = await kerasWeights(await entryFile(weights, file), layerOrder);
  const metadata = about === undefined ? {} : textsIn(await readJson(about));
  return { ...contents, metadata };
}

/** Names of the layers in a configuration, those of models in models too. */
function collectLayers(config: unknown, names: string[], depth: number): void {
  if (typeof config !== "object" || config === null || depth > LIMITS.pickleDepth) return;
  const { config: inner } = config as { config?: unknown };
  if (typeof inner !== "object" || inner === null) return;
  const { name, layers } = inner as { name?: unknown; layers?: unknown };
  if (typeof name === "string" && names.length < LIMITS.tensors) names.push(name);
  if (Array.isArray(layers)) for (const layer of layers) collectLayers(layer, names, depth + 1);
}

function textsIn(json: unknown): Record<string, string> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).filter(([, value]) => typeof value === "string"));
}
