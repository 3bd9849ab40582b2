import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync, gunzipSync, gzipSync } from "node:zlib";
import { CancelledError, InputError } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { describe, expect, test } from "vitest";
import { CIFAR10 } from "../src/images/cifar10.js";
import { SVHN_CROPPED } from "../src/images/svhn-cropped.js";
import type { DataSet } from "../src/index.js";
import { loadDataSet, loadImages } from "../src/node.js";
import { temporaryFolders } from "./folders.js";
import { goldenImages, smallVersion } from "./small-data-sets.js";

const newFolder = temporaryFolders();

/** A copy of one of the script's folders in which a file has other bytes. */
async function withFile(from: string, name: string, bytes: Uint8Array): Promise<string> {
  const folder = join(await newFolder(), from);
  await cp(goldenImages(from), folder, { recursive: true });
  await writeFile(join(folder, name), bytes);
  return folder;
}

async function expectRefused(loading: Promise<unknown>, message: string): Promise<void> {
  await expect(loading).rejects.toThrow(InputError);
  await expect(loading).rejects.toThrow(message);
}

describe("SVHN", () => {
  const svhn = smallVersion(SVHN_CROPPED, 4, 3);
  const PACKED = "train_32x32.mat";
  const PLAIN = "test_32x32.mat";
  const read = (name: string) => readFile(goldenImages(`svhn/${name}`));

  async function expectBad(name: string, bytes: Uint8Array, message: string) {
    const folder = await withFile("svhn", name, bytes);
    await expectRefused(loadDataSet(svhn, { folder }), `${join(folder, name)}, ${message}`);
  }

  test("a file cut off anywhere", async () => {
    for (const name of [PACKED, PLAIN]) {
      const whole = await read(name);
      for (let length = 0; length < whole.length; length += 191) {
        const folder = await withFile("svhn", name, whole.subarray(0, length));
        await expectRefused(loadDataSet(svhn, { folder }), `${join(folder, name)}, byte `);
      }
    }
  });

  test("files of other formats", async () => {
    await expectBad(
      PACKED,
      Buffer.from("<html>not found</html>"),
      "byte 0: is not a MATLAB file of version 5",
    );
    const version73 = Buffer.from("MATLAB 7.3 MAT-file, Platform: GLNXA64".padEnd(512));
    await expectBad(PACKED, version73, "byte 0: is a MATLAB file of version 7.3; version 5 is read");
    const bigEndian = await read(PACKED);
    bigEndian.write("MI", 126);
    await expectBad(PACKED, bigEndian, "byte 126: is not a little-endian MATLAB file");
    const version4 = await read(PACKED);
    version4[125] = 4;
    await expectBad(PACKED, version4, "byte 124: is not a MATLAB file of version 5");
  });

  test("sizes that claim more than is there", async () => {
    const packed = await read(PACKED);
    packed.writeUInt32LE(0xfffffff0, 132);
    await expectBad(PACKED, packed, "byte 128: a MATLAB element claims 4294967280 bytes, but ");
    const plain = await read(PLAIN);
    const dimensions = plain.indexOf(Uint8Array.of(32, 0, 0, 0, 32, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0));
    plain.writeUInt32LE(0x7fffffff, dimensions + 12);
    await expectBad(
      PLAIN,
      plain,
      `byte ${dimensions + 32}: the variable X of shape (32, 32, 3, 2147483647) calls for 6597069763584 bytes, 9216 are there`,
    );
  });

  test("a packed element that is not packed, or not an array", async () => {
    const bytes = await read(PACKED);
    bytes.fill(7, 136, 200);
    await expectBad(PACKED, bytes, "byte 128: a packed MATLAB element is broken (");
    const header = (await read(PACKED)).subarray(0, 128);
    const packed = deflateSync(Uint8Array.of(14, 0, 0, 0, 99, 0, 0, 0, 1));
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15);
    tag.writeUInt32LE(packed.length, 4);
    await expectBad(
      PACKED,
      Buffer.concat([header, tag, packed]),
      "byte 128: a MATLAB element claims 99 bytes, but 1 are there",
    );
  });

  test("variables that are missing, of other types or of other shapes", async () => {
    const renamed = await read(PLAIN);
    // The element of the name: one byte of type int8.
    renamed.write("Z", renamed.indexOf("\u0001\0\u0001\0X") + 4);
    await expectBad(PLAIN, renamed, `byte ${renamed.length}: holds no variable X`);
    const floats = await readFile(goldenImages("svhn-floats/train_32x32.mat"));
    await expectBad(PACKED, floats, "byte 128: X is float64 of shape (32, 32, 3, 4), not uint8 of");
    const complex = await readFile(goldenImages("svhn-complex/train_32x32.mat"));
    const second = 136 + complex.readUInt32LE(132);
    await expectBad(PACKED, complex, `byte ${second}: the variable y is not an array of real numbers`);
  });

  test("labels that are no digits", async () => {
    const bytes = await read(PLAIN);
    bytes[bytes.lastIndexOf(Uint8Array.of(10, 3, 1)) + 1] = 11;
    await expectBad(PLAIN, bytes, "row 1: the label is 11; labels are 1 to 10");
  });

  test("another file than the published one", async () => {
    await expectRefused(
      loadDataSet(SVHN_CROPPED, { folder: goldenImages("svhn") }),
      "train_32x32.mat: is not the published file: its MD5 is ",
    );
  });

  test("an aborted signal ends the reading", async () => {
    const reading = loadDataSet(svhn, { folder: goldenImages("svhn"), signal: AbortSignal.abort() });
    await expect(reading).rejects.toThrow(CancelledError);
  });
});

describe("CIFAR-10", () => {
  const cifar = smallVersion(CIFAR10, 10, 2);
  const NAME = "cifar-10-binary.tar.gz";
  const BLOCK = 512;
  const archive = async () => readFile(goldenImages(`cifar10/${NAME}`));
  const expectBad = async (bytes: Uint8Array, message: string, of: DataSet = cifar) => {
    const folder = await withFile("cifar10", NAME, bytes);
    await expectRefused(loadDataSet(of, { folder }), `${join(folder, NAME)}${message}`);
  };

  test("an archive cut off anywhere, or none at all", async () => {
    const whole = await archive();
    for (let length = 0; length < whole.length; length += 97) {
      await expectBad(whole.subarray(0, length), ": ");
    }
    await expectBad(Buffer.from("<html>not found</html>"), ": does not contain a sound tar archive (");
    await expectBad(gzipSync(Buffer.from("<html>not found</html>".repeat(99))), ": ");
  });

  test("an archive without a batch, and one whose batch claims to be huge", async () => {
    const tar = gunzipSync(await archive());
    const start = tar.indexOf("cifar-10-batches-bin/data_batch_2.bin");
    const renamed = Buffer.from(tar);
    renamed.write("cifar-10-batches-bin/data_batch_9.bin", start);
    sealHeader(renamed, start);
    await expectBad(gzipSync(renamed), ": holds no data_batch_2.bin");
    const huge = Buffer.from(tar);
    huge.write("77777777777", start + 124);
    sealHeader(huge, start);
    await expectBad(gzipSync(huge), "/data_batch_2.bin: has 8589934591 bytes; a batch has at most");
  });

  test("batches of other lengths and labels", async () => {
    const tar = gunzipSync(await archive());
    const start = tar.indexOf("cifar-10-batches-bin/test_batch.bin");
    const label = Buffer.from(tar);
    label[start + BLOCK + 3073] = 10;
    await expectBad(gzipSync(label), "/test_batch.bin, byte 3073: label 1 is 10; labels are 0 to 9");
    const short = Buffer.from(tar);
    short.write((6145).toString(8).padStart(11, "0"), start + 124);
    sealHeader(short, start);
    await expectBad(
      gzipSync(short),
      "/test_batch.bin, byte 3073: is no whole number of records of 3073 bytes",
    );
  });

  test("another archive than the published one, and a folder with none", async () => {
    await expectBad(await archive(), ": is not the published file: its MD5 is ", CIFAR10);
    const folder = await newFolder();
    await expectRefused(
      loadDataSet(cifar, { folder }),
      `${folder}: holds no cifar-10-batches-bin or data_batch_1.bin or ${NAME}`,
    );
  });

  /** Makes the checksum of the header at `start` right. */
  function sealHeader(tar: Buffer, start: number): void {
    tar.fill(" ", start + 148, start + 156);
    const sum = tar.subarray(start, start + BLOCK).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, start + 148);
  }
});

describe("folders of .npy files", () => {
  const FOLDER = "npy-unit-f4";
  const grey = (values: Float32Array, count = 3) => encodeNpy(values, [count, 5, 4]);
  const nan = new Float32Array(60);
  nan[41] = Number.NaN;

  test.each<[string, string, Uint8Array, string]>([
    ["no .npy file", "test-images.npy", Buffer.from("<html>"), ", byte 0: is not a .npy file"],
    ["too short", "test-images.npy", grey(new Float32Array(60)).subarray(0, 200), ", byte 200: is truncated"],
    [
      "integers",
      "test-images.npy",
      encodeNpy(new Int16Array(60), [3, 5, 4]),
      ": holds i2 elements; images are",
    ],
    [
      "a claim of more",
      "test-images.npy",
      Buffer.from(
        Buffer.from(encodeNpy(new Uint8Array(60), [3, 5, 4]))
          .toString("latin1")
          .replace("(3, 5", "(9, 5"),
        "latin1",
      ),
      ", byte 188: is truncated: u1 data of shape (9, 5, 4) takes 180 bytes",
    ],
    [
      "flat",
      "test-images.npy",
      encodeNpy(new Float32Array(60), [3, 20]),
      ": holds an array of shape (3, 20)",
    ],
    [
      "none",
      "test-images.npy",
      encodeNpy(new Uint8Array(0), [0, 5, 4]),
      ": holds no images: its shape is (0, 5, 4)",
    ],
    ["NaN", "test-images.npy", grey(nan), ", row 2: holds the value NaN; floats are 0 to 1, or -1 to 1"],
    ["0 to 255", "test-images.npy", grey(new Float32Array(60).fill(255)), ", row 0: holds the value 255"],
    [
      "bytes beside floats",
      "test-images.npy",
      encodeNpy(new Uint8Array(60), [3, 5, 4]),
      ": its images are uint8",
    ],
    [
      "of another size",
      "test-images.npy",
      encodeNpy(new Float32Array(60), [3, 4, 5]),
      ": its images have 4 x 5 x 1",
    ],
    [
      "float labels",
      "test-labels.npy",
      encodeNpy(new Float32Array(3)),
      ": holds f4 elements; labels are integers",
    ],
    [
      "too few labels",
      "test-labels.npy",
      encodeNpy(new Uint8Array(2)),
      ": holds an array of shape (2); the labels of",
    ],
    [
      "a negative label",
      "test-labels.npy",
      encodeNpy(Int8Array.of(0, -1, 2)),
      ", row 1: label -1 is out of range",
    ],
    [
      "a great label",
      "test-labels.npy",
      encodeNpy(BigInt64Array.of(0n, 1n, 256n)),
      ", row 2: label 256 is out of",
    ],
    [
      "an unseen label",
      "test-labels.npy",
      encodeNpy(Uint8Array.of(0, 1, 3)),
      ", row 2: label 2 is 3; the classes",
    ],
  ])("a file that is %s", async (_, name, bytes, message) => {
    const folder = await withFile(FOLDER, name, bytes);
    await expectRefused(loadImages(folder), `${join(folder, name)}${message}`);
  });

  test("a folder that lacks a file, and one of a single image", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "images.npy"), encodeNpy(new Uint8Array(20), [1, 5, 4]));
    await expectRefused(loadImages(folder), `${join(folder, "labels.npy")}: does not exist`);
    await writeFile(join(folder, "labels.npy"), encodeNpy(new Uint8Array(1)));
    await expectRefused(loadImages(folder), `${join(folder, "images.npy")}: holds one image`);
  });
});
