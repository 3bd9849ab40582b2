import { InputError } from "@weightcast/core";
import type { PredictorFiles } from "../predictors/predictor.js";
import { PREDICTORS } from "../predictors/registry.js";
import { type FileList, fileRecord, parseFileList, requireListed } from "./file-list.js";
import { formatRows, manifestLayout, parseManifest, parseRows } from "./manifest.js";
import { checkManifestFile, formatManifestFile } from "./manifest-file.js";
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
 * Checks files of a model folder as `loadModel` does: the manifest must have the checksum that it tells, and the others the sizes and checksums
 * that the manifest lists. Files that the manifest does not list pass, and so does a listed file that is missing: `modelFromFiles` tells of those
 * that a model needs.
 *
 * @param name names the folder in errors
 * @throws InputError where a file was changed after the model was written, or the manifest is malformed
 */
export async function checkModelFiles(files: PredictorFiles, name = "model"): Promise<void> {
  const bytes = files.get(MANIFEST_FILE);
  if (bytes === undefined) return;
  const text = new TextDecoder().decode(bytes);
  const path = `${name}/${MANIFEST_FILE}`;
  // The error for a model in another format says that it is a model.
  parseManifest(text, path);
  const listed = parseFileList(text, path);
  await checkManifestFile(text, path);
  for (const [file, record] of Object.entries(listed)) {
    const found = files.get(file);
    if (found !== undefined) await requireListed(found, record, `${name}/${file}`);
  }
}

/**
 * A model from the files of its folder, which are not compared with the checksums in the manifest; `checkModelFiles` does that.
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
