import { checkModelFiles, type Model, modelFromFiles } from "@weightcast/predictors";

/** The file by which the folder of a model is known. */
export const MANIFEST = "manifest.json";

/**
 * Opens a model from the files of its folder, once their checksums are found to be those of the manifest. A page that a server sends without
 * encryption cannot compute checksums, unless the server is the user's own machine; the files are then taken as they are.
 *
 * @throws InputError where a file is missing, malformed, or was changed after the model was written
 */
export async function openCheckedModel(files: ReadonlyMap<string, Uint8Array>, name: string): Promise<Model> {
  // Browsers hide it from insecure pages, which its type does not tell.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle !== undefined) await checkModelFiles(files, name);
  return modelFromFiles(files, name);
}
