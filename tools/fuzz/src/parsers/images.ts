import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type IdxArray, type ImageSplit, parseIdx } from "@weightcast/zoo-trainer";
import { DATA_SETS, loadImages } from "@weightcast/zoo-trainer/node";
import type { Input } from "../input.js";
import { damageBytes, inSection } from "../mutators/bytes.js";
import { inGzip } from "../mutators/gzip.js";
import { damageNpy } from "../mutators/headed.js";
import { anyOf, type Mutator } from "../mutators/mutator.js";
import { damageTar } from "../mutators/tar.js";
import { fileParser, inOneFile, type Parser } from "./parser.js";
import { repositoryFile } from "./repository.js";
import { workFolder } from "./work-folder.js";

const GOLDEN = "packages/zoo-trainer/test/golden/images";

const idx = fileParser({
  name: "idx",
  file: "train-labels-idx1-ubyte",
  samples: () => [
    repositoryFile(`${GOLDEN}/mnist/train-labels-idx1-ubyte`),
    gunzipSync(repositoryFile(`${GOLDEN}/mnist/t10k-images-idx3-ubyte.gz`)),
  ],
  mutate: anyOf<Uint8Array>(
    damageBytes,
    inSection(() => [0, 16]),
  ),
  read(bytes) {
    const { shape, data }: IdxArray = parseIdx(bytes, "file");
    return data.length === shape.reduce((product, side) => product * side, 1)
      ? undefined
      : "another size than its shape";
  },
});

/** A folder of image files, read through the data set's own reader, or as a folder of a user's own. */
function folderParser(
  name: string,
  files: Readonly<Record<string, string>>,
  mutatorOf: (file: string) => Mutator,
  read: (folder: string) => Promise<ImageSplit>,
): Parser {
  return {
    name,
    async prepare() {
      const folder = workFolder();
      const sample: Input = new Map(
        Object.entries(files).map(([file, golden]) => [file, repositoryFile(`${GOLDEN}/${golden}`)]),
      );
      return {
        samples: [sample],
        mutate: inOneFile(mutatorOf),
        async read(input) {
          mkdirSync(folder, { recursive: true });
          for (const [file, bytes] of input) writeFileSync(join(folder, file), bytes);
          const { train, test } = await read(folder);
          for (const { count, height, width, channels, pixels, labels } of [train, test]) {
            if (pixels.length !== count * height * width * channels || labels.length !== count) {
              return `${pixels.length} pixels and ${labels.length} labels of ${count} images`;
            }
          }
          return undefined;
        },
      };
    },
  };
}

/** Reads files by the reader of a named data set, which does not look at checksums or at the published number of images. */
function readerOf(name: string, files: Readonly<Record<string, string>>) {
  return (folder: string): Promise<ImageSplit> => {
    const paths = Object.entries(files).map(([role, file]) => [role, { path: join(folder, file) }]);
    const dataSet = DATA_SETS.get(name);
    if (dataSet === undefined) throw new RangeError(`there is no data set ${name}`);
    return dataSet.read(Object.fromEntries(paths));
  };
}

const inPackedTar: Mutator = (packed, dice) =>
  dice.chance(0.7)
    ? gzipSync(damageTar(gunzipSync(packed), dice), { level: 1 })
    : inGzip(damageBytes)(packed, dice);

const NPY_FILES = ["train-images", "train-labels", "test-images", "test-labels"].map((name) => `${name}.npy`);

/** Files of images. */
export const IMAGE_PARSERS: readonly Parser[] = [
  idx,
  folderParser(
    "cifar10",
    { "cifar-10-binary.tar.gz": "cifar10/cifar-10-binary.tar.gz" },
    () => inPackedTar,
    readerOf("cifar10", { archive: "cifar-10-binary.tar.gz" }),
  ),
  folderParser(
    "matlab",
    { "train_32x32.mat": "svhn/train_32x32.mat", "test_32x32.mat": "svhn/test_32x32.mat" },
    () =>
      anyOf<Uint8Array>(
        damageBytes,
        inSection(() => [100, 400]),
      ),
    readerOf("svhn_cropped", { train: "train_32x32.mat", test: "test_32x32.mat" }),
  ),
  folderParser(
    "image-folder",
    Object.fromEntries(NPY_FILES.map((file) => [file, `npy-unit-f4/${file}`])),
    () => damageNpy,
    loadImages,
  ),
];
