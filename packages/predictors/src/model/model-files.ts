import { InputError } from "@weightcast/core";
import type { PredictorFiles } from "../predictors/predictor.js";
import { PREDICTORS } from "../predictors/registry.js";
import { type FileList, fileRecord } from "./file-list.js";
import { formatRows, manifestLayout, parseManifest, parseRows } from "./manifest.js";
import { formatManifestFile } from "./manifest-file.js";
import { Model } from "./model.js";
import { safeguardFiles, safeguardsFromFiles } from "./safeguards.js";

/** The files of a model folder that are not the predictor's own; every model folder holds a manifest. */
export const MANIFEST_FILE = "manifest.json";
const ROWS_FILE = "rows.json";

/**
 * All files of a model folder by their paths in it: the manifest, the rows, the predictor's own, those of fitted features and of safeguards. The
 * manifest lists the others with their sizes and checksums, and has a checksum of its own.
 */
export async function modelFiles(model: Model): Promise<PredictorFiles> {
  const encoder = new TextEncoder();
  const files = new Map([
    ...(await model.predictor.files()),
    ...model.featureState,
    ...safeguardFiles(model.safeguards),
  ]);
  files.set(ROWS_FILE, encoder.encode(formatRows(model.rows)));
  const list: Record<string, FileList[string]> = {};
  for (const [path, bytes] of files) list[path] = await fileRecord(bytes);
  files.set(MANIFEST_FILE, encoder.encode(await formatManifestFile(model.manifest, list)));
  return files;
}

/**
 * A model from the files of its folder.
 *
 * @param name names the folder in errors
 * @throws InputError where a file is missing or malformed
 */
export async function modelFromFiles(files: PredictorFiles, name = "model"): Promise<Model> {
  const text = (file: string) => {
    const bytes = files.get(file);
    if (bytes === undefined)
      throw new InputError(`holds no ${file}; a model is a folder that saveModel wrote`, { file: name });
    return new TextDecoder().decode(bytes);
  };
  const manifest = parseManifest(text(MANIFEST_FILE), `${name}/${MANIFEST_FILE}`);
  const rows = parseRows(text(ROWS_FILE), `${name}/${ROWS_FILE}`);
  const predictor = PREDICTORS.get(manifest.predictor);
  if (predictor === undefined) {
    throw new InputError(
      `was made by the predictor '${manifest.predictor}', which this version does not have`,
      {
        file: `${name}/${MANIFEST_FILE}`,
      },
    );
  }
  const safeguards = safeguardsFromFiles(files, manifestLayout(manifest));
  return new Model(manifest, rows, await predictor.load(files), files, safeguards);
}
