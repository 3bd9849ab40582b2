import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InputError, type ProgressListener, UsageError, unknownName } from "@weightcast/core";
import { downloadFile, userCacheFolder } from "@weightcast/runtime/node";
import { type IdxArray, parseIdx } from "./idx.js";
import { type ImageDataSet, type ImageSet, imageDataSet, imageSet } from "./images.js";
import { IDX_FILE_NAMES, type IdxFile, KNOWN_DATA_SETS, type KnownDataSet } from "./known-data-sets.js";

export interface LoadImagesOptions {
  /** Where the files of a known data set are, rather than where it is usually found. */
  readonly folder?: string | undefined;
  /** Where downloads are kept; `weightcast/datasets` in the user's cache folder by default. */
  readonly cacheFolder?: string | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file that unpacks to more is broken or hostile: CIFAR-10 has 154 MB. */
const MOST_BYTES = 2 ** 30;

/**
 * The images of a data set: a known one by its name (`fashion_mnist`), from the folder given, the operating system's package, the cache,
 * or the web, in that order, and checked to be the published one; or any folder of four files in MNIST's format, packed or not.
 *
 * @throws InputError where a file is missing, broken or not the published one, or cannot be downloaded
 * @throws UsageError for an unknown name
 * @throws CancelledError once `signal` is aborted during a download
 */
export async function loadImages(dataset: string, options: LoadImagesOptions = {}): Promise<ImageDataSet> {
  const known = KNOWN_DATA_SETS.find(({ name }) => name === dataset.replaceAll("-", "_"));
  if (known !== undefined) return loadKnown(known, options);
  if (options.folder !== undefined) {
    throw new UsageError(`a folder of images goes with a known data set, which '${dataset}' is not`);
  }
  return loadFolder(dataset);
}

/** The name that a data set has in a zoo: of a folder, the last part of its path. */
export function dataSetName(dataset: string): string {
  const known = dataset.replaceAll("-", "_");
  return KNOWN_DATA_SETS.some(({ name }) => name === known) ? known : basename(resolve(dataset));
}

export async function loadKnown(known: KnownDataSet, options: LoadImagesOptions): Promise<ImageDataSet> {
  return readDataSet(known.name, await findKnown(known, options), known);
}

async function loadFolder(folder: string): Promise<ImageDataSet> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined && basename(folder) === folder) {
    throw unknownName(
      "data set",
      folder,
      KNOWN_DATA_SETS.map(({ name }) => name),
    );
  }
  if (found?.isDirectory() !== true) {
    throw new InputError("is no folder of images", { file: folder });
  }
  const files = await findFiles(folder);
  return readDataSet(dataSetName(folder), requireAll(files, folder));
}

type FilePaths = Readonly<Record<IdxFile, string>>;
const ROLES = Object.keys(IDX_FILE_NAMES) as IdxFile[];

async function findKnown(known: KnownDataSet, options: LoadImagesOptions): Promise<FilePaths> {
  if (options.folder !== undefined) return requireAll(await findFiles(options.folder), options.folder);
  for (const folder of known.systemFolders) {
    const files = await findFiles(folder).catch(() => ({}));
    if (ROLES.every((role) => role in files)) return requireAll(files, folder);
  }
  const folder = join(options.cacheFolder ?? join(userCacheFolder(), "datasets"), known.name);
  const files = await findFiles(folder).catch((): Partial<FilePaths> => ({}));
  for (const role of ROLES) {
    if (role in files) continue;
    const name = `${IDX_FILE_NAMES[role]}.gz`;
    const checksum = { algorithm: "md5", hex: known.files[role].md5 } as const;
    await downloadFile({ url: new URL(name, known.url).href, checksum }, join(folder, name), options);
  }
  return requireAll(await findFiles(folder), folder);
}

/** The paths of those of the four files that a folder holds. Some copies write train-images.idx3-ubyte. */
async function findFiles(folder: string): Promise<Partial<FilePaths>> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
    throw new InputError(problem, { file: folder }, { cause });
  });
  const found = ROLES.map((role) => {
    const spellings = [IDX_FILE_NAMES[role], IDX_FILE_NAMES[role].replace("-idx", ".idx")];
    const name = spellings
      .flatMap((spelling) => [spelling, `${spelling}.gz`])
      .find((one) => names.includes(one));
    return name === undefined ? [] : [[role, join(folder, name)]];
  });
  return Object.fromEntries(found.flat());
}

function requireAll(files: Partial<FilePaths>, folder: string): FilePaths {
  const missing = ROLES.filter((role) => !(role in files)).map((role) => IDX_FILE_NAMES[role]);
  if (missing.length === 0) return files as FilePaths;
  throw new InputError(`holds no ${missing.join(", no ")} (each may end in .gz)`, { file: folder });
}

async function readDataSet(name: string, paths: FilePaths, known?: KnownDataSet): Promise<ImageDataSet> {
  const read = (role: IdxFile) => readIdx(paths[role], known?.files[role].sha256);
  const train = await readSet(read, paths, "trainImages", "trainLabels");
  const test = await readSet(read, paths, "testImages", "testLabels");
  return imageDataSet(name, train, test, { images: paths.testImages, labels: paths.testLabels });
}

async function readSet(
  read: (role: IdxFile) => Promise<IdxArray>,
  paths: FilePaths,
  images: IdxFile,
  labels: IdxFile,
): Promise<ImageSet> {
  const arrays = [await read(images), await read(labels)] as const;
  return imageSet(...arrays, { images: paths[images], labels: paths[labels] });
}

async function readIdx(path: string, sha256: string | undefined): Promise<IdxArray> {
  const packed = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`cannot be read (${cause.code})`, { file: path }, { cause });
  });
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? await unpack(packed, path) : packed;
  const array = parseIdx(bytes, path);
  if (sha256 !== undefined) {
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== sha256) {
      const problem = `is not the published file: unpacked, its SHA-256 is ${found}, not ${sha256}`;
      throw new InputError(problem, { file: path });
    }
  }
  return array;
}

async function unpack(packed: Uint8Array, path: string): Promise<Uint8Array> {
  return promisify(gunzip)(packed, { maxOutputLength: MOST_BYTES }).catch((cause: NodeJS.ErrnoException) => {
    const problem =
      cause.code === "ERR_BUFFER_TOO_LARGE"
        ? `unpacks to more than ${MOST_BYTES} bytes`
        : `is a broken gzip file (${cause.message})`;
    throw new InputError(problem, { file: path }, { cause });
  });
}
