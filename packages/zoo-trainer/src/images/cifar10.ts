import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError, throwIfCancelled } from "@weightcast/core";
import { tarEntries } from "@weightcast/zoo-io/node";
import type { DataSet, ImageSplit } from "./data-set.js";
import { readBytes } from "./file-bytes.js";
import type { ImageSet } from "./images.js";

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
/** The size of a record in bytes: a label, then the pixels of each channel. */
const RECORD = 1 + CHANNELS * PLANE;
const CLASSES = 10;
/** Batches of the published data set have 10,000 images; one that claims to have far more is not read into memory. */
const MOST_BATCH_BYTES = 100_000 * RECORD;

const TRAIN_BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
const TEST_BATCHES = ["test_batch.bin"];
const BATCHES = [...TRAIN_BATCHES, ...TEST_BATCHES];
const FOLDER = "cifar-10-batches-bin";

/**
 * CIFAR-10 (Krizhevsky 2009): small colour photographs. No checksums of the unpacked batches are published,
 * so their sizes are checked.
 */
export const CIFAR10: DataSet<"archive"> = {
  name: "cifar10",
  systemFolders: [],
  shape: { train: 50_000, test: 10_000, height: SIDE, width: SIDE, channels: CHANNELS },
  files: {
    archive: {
      url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
      md5: "c32a1d4ab5d03f1284b67883e8d87530",
      places: [FOLDER, "data_batch_1.bin", "cifar-10-binary.tar.gz"],
      mayBeGzipped: false,
    },
  },
  async read({ archive: { path } }, signal) {
    if ((await stat(path)).isDirectory()) return readFolder(path, signal);
    return path.endsWith(".bin") ? readFolder(dirname(path), signal) : readArchive(path, signal);
  },
};

/** A batch file, with the name that errors use. */
interface Batch {
  readonly file: string;
  readonly bytes: Uint8Array;
}

async function readFolder(folder: string, signal?: AbortSignal): Promise<ImageSplit> {
  const batches = new Map<string, Batch>();
  for (const name of BATCHES) {
    const file = join(folder, name);
    batches.set(name, { file, bytes: await readBytes(file, signal) });
  }
  return splitOf(batches, folder);
}

async function readArchive(path: string, signal?: AbortSignal): Promise<ImageSplit> {
  const batches = new Map<string, Batch>();
  // Errors of both streams are reported to the reader of the second one.
  const unpacked = pipeline(createReadStream(path), createGunzip(), () => {});
  for await (const { path: inside, type, size, pieces } of tarEntries(unpacked, path)) {
    throwIfCancelled(signal, `reading ${path}`);
    const name = basename(inside);
    if (type !== "file" || !BATCHES.includes(name)) continue;
    const file = `${path}/${name}`;
    if (size > MOST_BATCH_BYTES) {
      throw new InputError(`has ${size} bytes; a batch has at most ${MOST_BATCH_BYTES}`, { file });
    }
    const bytes = new Uint8Array(size);
    let filled = 0;
    for await (const piece of pieces) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    batches.set(name, { file, bytes });
  }
  return splitOf(batches, path);
}

function splitOf(batches: ReadonlyMap<string, Batch>, file: string): ImageSplit {
  const missing = BATCHES.filter((name) => !batches.has(name));
  if (missing.length > 0) throw new InputError(`holds no ${missing.join(", no ")}`, { file });
  const setOf = (names: readonly string[]) => joinBatches(names.flatMap((name) => batches.get(name) ?? []));
  return { train: setOf(TRAIN_BATCHES), test: setOf(TEST_BATCHES) };
}

/** Returns the images of batches with the channels of each pixel next to each other. */
function joinBatches(batches: readonly Batch[]): ImageSet {
  for (const { file, bytes } of batches) checkBatch(file, bytes);
  const count = batches.reduce((sum, { bytes }) => sum + bytes.length / RECORD, 0);
  const pixels = new Uint8Array(count * PLANE * CHANNELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { bytes } of batches) {
    for (let record = 0; record < bytes.length; record += RECORD) {
      labels[image] = bytes[record]!;
      const target = image * PLANE * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const source = record + 1 + channel * PLANE;
        for (let i = 0; i < PLANE; i++) pixels[target + i * CHANNELS + channel] = bytes[source + i]!;
      }
      image++;
    }
  }
  return { count, height: SIDE, width: SIDE, channels: CHANNELS, pixels, labels };
}

function checkBatch(file: string, bytes: Uint8Array): void {
  const rest = bytes.length % RECORD;
  if (bytes.length === 0 || rest !== 0) {
    const problem = `is no whole number of records of ${RECORD} bytes: it has ${bytes.length} bytes`;
    throw new InputError(problem, { file, byte: bytes.length - rest });
  }
  for (let record = 0; record < bytes.length; record += RECORD) {
    const label = bytes[record]!;
    if (label < CLASSES) continue;
    const problem = `label ${record / RECORD} is ${label}; labels are 0 to ${CLASSES - 1}`;
    throw new InputError(problem, { file, byte: record });
  }
}
