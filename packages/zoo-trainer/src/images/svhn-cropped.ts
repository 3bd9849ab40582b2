import { InputError } from "@weightcast/core";
import type { DataSet, DataSetFile } from "./data-set.js";
import { readBytes } from "./file-bytes.js";
import type { ImageSet } from "./images.js";
import { type MatArray, parseMat5 } from "./mat5.js";

const SIDE = 32;
const CHANNELS = 3;
/** The label that stands for the digit 0. */
const LABEL_OF_ZERO = 10;

function matFile(name: string, md5: string): DataSetFile {
  return {
    url: `http://ufldl.stanford.edu/housenumbers/${name}`,
    md5,
    places: [name],
    mayBeGzipped: false,
  };
}

/** The Street View House Numbers (Netzer et al. 2011), cropped: colour photographs of single digits. */
export const SVHN_CROPPED: DataSet<"train" | "test"> = {
  name: "svhn_cropped",
  systemFolders: [],
  shape: { train: 73_257, test: 26_032, height: SIDE, width: SIDE, channels: CHANNELS },
  files: {
    train: matFile("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373"),
    test: matFile("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3"),
  },
  async read({ train, test }, signal) {
    return { train: await readSet(train.path, signal), test: await readSet(test.path, signal) };
  },
};

async function readSet(file: string, signal?: AbortSignal): Promise<ImageSet> {
  const { X, y } = await parseMat5(await readBytes(file, signal), ["X", "y"], file, signal);
  const [height, width, channels, count = 1] = X.shape;
  if (
    !(X.data instanceof Uint8Array) ||
    X.shape.length < 3 ||
    X.shape.length > 4 ||
    height !== SIDE ||
    width !== SIDE ||
    channels !== CHANNELS
  ) {
    const type = X.data.constructor.name.replace("Array", "").toLowerCase();
    const problem = `X is ${type} of shape (${X.shape.join(", ")}), not uint8 of (${SIDE}, ${SIDE}, ${CHANNELS}, images)`;
    throw new InputError(problem, { file, byte: X.byte });
  }
  if (count === 0) throw new InputError("holds no images", { file, byte: X.byte });
  return {
    count,
    height,
    width,
    channels,
    pixels: rowMajor(X.data, count),
    labels: digitsOf(y, count, file),
  };
}

/**
 * Transposes [height, width, channels, images] in column-major order to [images, height, width, channels] in
 * row-major order.
 */
function rowMajor(source: Uint8Array, count: number): Uint8Array {
  const pixels = new Uint8Array(source.length);
  const imageValues = SIDE * SIDE * CHANNELS;
  for (let image = 0; image < count; image++) {
    const first = image * imageValues;
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        for (let channel = 0; channel < CHANNELS; channel++) {
          pixels[first + (row * SIDE + column) * CHANNELS + channel] =
            source[first + (channel * SIDE + column) * SIDE + row]!;
        }
      }
    }
  }
  return pixels;
}

function digitsOf({ data, shape, byte }: MatArray, count: number, file: string): Uint8Array {
  if (data.length !== count) {
    throw new InputError(
      `y has shape (${shape.join(", ")}), which is not a label for each of ${count} images`,
      {
        file,
        byte,
      },
    );
  }
  const digits = new Uint8Array(count);
  for (const [row, label] of data.entries()) {
    if (!(Number.isInteger(label) && label >= 1 && label <= LABEL_OF_ZERO)) {
      throw new InputError(`the label is ${label}; labels are 1 to ${LABEL_OF_ZERO}`, { file, row });
    }
    digits[row] = label % LABEL_OF_ZERO;
  }
  return digits;
}
