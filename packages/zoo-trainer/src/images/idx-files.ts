import type { DataSet, DataSetFile, FoundFile, ImageSplit } from "./data-set.js";
import { checkSha256, readUnpacked } from "./file-bytes.js";
import { type IdxArray, parseIdx } from "./idx.js";
import { type ImageSet, imageSet } from "./images.js";

/** The four files of a data set in MNIST's format, by their content. */
const IDX_FILE_NAMES = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

export type IdxFile = keyof typeof IDX_FILE_NAMES;
const ROLES = Object.keys(IDX_FILE_NAMES) as IdxFile[];

/**
 * Returns the names that a file of MNIST's format may have in a folder. Some copies name the file
 * train-images.idx3-ubyte.
 */
function idxPlaces(role: IdxFile): readonly string[] {
  return [IDX_FILE_NAMES[role], IDX_FILE_NAMES[role].replace("-idx", ".idx")];
}

/** Returns the names of all files of MNIST's format in a folder. */
export const IDX_FILES: Readonly<Record<IdxFile, Pick<DataSetFile, "places" | "mayBeGzipped">>> = forEachFile(
  (role) => ({ places: idxPlaces(role), mayBeGzipped: true }),
);

/** Makes a data set that is published in MNIST's four files, each packed by gzip. */
export function idxDataSet(
  description: Pick<DataSet, "name" | "systemFolders" | "shape"> & {
    /** The address of the folder with the four files; ends in `/`. */
    readonly url: string;
    readonly checksums: Readonly<Record<IdxFile, Required<Pick<DataSetFile, "md5" | "unpackedSha256">>>>;
  },
): DataSet<IdxFile> {
  const { name, systemFolders, shape, url, checksums } = description;
  const files = forEachFile((role) => ({
    url: new URL(`${IDX_FILE_NAMES[role]}.gz`, url).href,
    ...checksums[role],
    ...IDX_FILES[role],
  }));
  return { name, systemFolders, shape, files, read: readIdxFiles };
}

/** Reads the four files of MNIST's format, each of which may be packed by gzip. */
export async function readIdxFiles(
  files: Readonly<Record<IdxFile, FoundFile>>,
  signal?: AbortSignal,
): Promise<ImageSplit> {
  return {
    train: await readIdxSet(files.trainImages, files.trainLabels, signal),
    test: await readIdxSet(files.testImages, files.testLabels, signal),
  };
}

async function readIdxSet(images: FoundFile, labels: FoundFile, signal?: AbortSignal): Promise<ImageSet> {
  const paths = { images: images.path, labels: labels.path };
  return imageSet(await readIdx(images, signal), await readIdx(labels, signal), paths);
}

async function readIdx({ path, unpackedSha256 }: FoundFile, signal?: AbortSignal): Promise<IdxArray> {
  const bytes = await readUnpacked(path, signal);
  const array = parseIdx(bytes, path);
  checkSha256(bytes, unpackedSha256, path);
  return array;
}

function forEachFile<Value>(value: (role: IdxFile) => Value): Readonly<Record<IdxFile, Value>> {
  return Object.fromEntries(ROLES.map((role) => [role, value(role)])) as Record<IdxFile, Value>;
}
