import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { InputError, type ProgressListener, UsageError, unknownName } from "@weightcast/core";
import { userCacheFolder } from "@weightcast/runtime/node";
import type { DataSet, ImageSplit, PublishedShape } from "./data-set.js";
import { DATA_SETS, findDataSet } from "./data-sets.js";
import { checkMd5 } from "./file-bytes.js";
import { downloadMissing, findFiles, listFolder, requireFiles } from "./find-files.js";
import { IDX_FILES, readIdxFiles } from "./idx-files.js";
import { type ImageDataSet, type ImageSet, imageDataSet } from "./images.js";
import { NPY_FILES, readNpyFolder } from "./npy-folder.js";

const NO_IMAGES =
  "holds no images under a known name: neither MNIST's four files (train-images-idx3-ubyte, …; each may end in .gz), " +
  "nor train-images.npy, train-labels.npy, test-images.npy and test-labels.npy, nor images.npy and labels.npy";

/** Options of `loadImages`. */
export interface LoadImagesOptions {
  /** The folder with the files of a named data set; by default the usual folders are searched. */
  readonly folder?: string | undefined;
  /** The folder for downloads; by default `weightcast/datasets` in the user's cache folder. */
  readonly cacheFolder?: string | undefined;
  /** Called with the number of bytes that have been downloaded. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The images of a data set: one of DATA_SETS by its name, from the folder given, the operating system's package, the cache, or the web, in
 * that order, and checked to be the published one; or any folder of four files in MNIST's format, packed or not, or of .npy files: see
 * the package's README.
 *
 * @throws InputError where a file is missing, broken or not the published one, or cannot be downloaded; names the file, and the byte or row
 * @throws UsageError for an unknown name
 * @throws CancelledError once `signal` is aborted
 */
export async function loadImages(dataset: string, options: LoadImagesOptions = {}): Promise<ImageDataSet> {
  const known = findDataSet(dataset);
  if (known !== undefined) return loadDataSet(known, options);
  if (options.folder !== undefined) {
    throw new UsageError(
      `'${dataset}' is not a known data set, so no separate folder of its files can be given`,
    );
  }
  return loadFolder(dataset, options.signal);
}

/** The name of a data set in a zoo. For a folder it is the last part of the path. */
export function dataSetName(dataset: string): string {
  return findDataSet(dataset)?.name ?? basename(resolve(dataset));
}

/** The images of one of DATA_SETS, or of a data set like them; see `loadImages`. */
export async function loadDataSet(dataSet: DataSet, options: LoadImagesOptions = {}): Promise<ImageDataSet> {
  const { name, files, shape } = dataSet;
  const { folder, paths } = await locate(dataSet, options);
  const found = Object.entries(files).map(([role, { unpackedSha256 }]) => [
    role,
    { path: paths[role]!, unpackedSha256 },
  ]);
  for (const [role, file] of Object.entries(files)) {
    const isAsServed = basename(paths[role]!) === basename(new URL(file.url).pathname);
    if (isAsServed && file.md5 !== undefined && file.unpackedSha256 === undefined) {
      await checkMd5(paths[role]!, file.md5);
    }
  }
  const split = await dataSet.read(Object.fromEntries(found), options.signal);
  checkShape(name, split, shape, folder);
  return imageDataSet(name, split.train, split.test, { images: folder, labels: folder, positions: "rows" });
}

/** Returns the paths of a data set's files, after downloading them if necessary. */
async function locate({ name, files, systemFolders }: DataSet, options: LoadImagesOptions) {
  if (options.folder !== undefined) {
    return {
      folder: options.folder,
      paths: requireFiles(files, await findFiles(files, options.folder), options.folder),
    };
  }
  for (const folder of systemFolders.filter(existsSync)) {
    const paths = await findFiles(files, folder);
    if (Object.keys(files).every((role) => role in paths)) return { folder, paths };
  }
  const folder = join(options.cacheFolder ?? join(userCacheFolder(), "datasets"), name);
  await downloadMissing(files, folder, options);
  return { folder, paths: requireFiles(files, await findFiles(files, folder), folder) };
}

/** @throws InputError where the images are not as many, or not of the shape, as were published */
function checkShape(name: string, { train, test }: ImageSplit, shape: PublishedShape, file: string): void {
  for (const [set, count, purpose] of [
    [train, shape.train, "train"],
    [test, shape.test, "test"],
  ] as const) {
    const found = describeShape(set);
    const published = describeShape({ ...shape, count });
    if (found === published) continue;
    throw new InputError(`to ${purpose} on, it holds ${found}; ${name} has ${published}`, { file });
  }
}

function describeShape(set: Pick<ImageSet, "count" | "height" | "width" | "channels">): string {
  return `${set.count} images of ${set.height} x ${set.width} x ${set.channels}`;
}

async function loadFolder(folder: string, signal?: AbortSignal): Promise<ImageDataSet> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined && basename(folder) === folder) {
    throw unknownName("data set", folder, Array.from(DATA_SETS.keys()));
  }
  if (found?.isDirectory() !== true) {
    throw new InputError("is not a folder of images", { file: folder });
  }
  const name = dataSetName(folder);
  const names = await listFolder(folder);
  const isSplit = Object.values(NPY_FILES.train).some((file) => names.includes(file));
  if (isSplit || Object.values(NPY_FILES.whole).some((file) => names.includes(file))) {
    const { train, test, testFiles } = await readNpyFolder(folder, isSplit, signal);
    return imageDataSet(name, train, test, testFiles);
  }
  const idxFiles = await findFiles(IDX_FILES, folder);
  if (Object.keys(idxFiles).length === 0) throw new InputError(NO_IMAGES, { file: folder });
  const paths = requireFiles(IDX_FILES, idxFiles, folder);
  const at = (path: string) => ({ path });
  const { train, test } = await readIdxFiles(
    {
      trainImages: at(paths.trainImages),
      trainLabels: at(paths.trainLabels),
      testImages: at(paths.testImages),
      testLabels: at(paths.testLabels),
    },
    signal,
  );
  return imageDataSet(name, train, test, { images: paths.testImages, labels: paths.testLabels });
}
