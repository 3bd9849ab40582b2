import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError, UsageError } from "@weightcast/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FASHION_MNIST } from "../src/images/fashion-mnist.js";
import { idxDataSet } from "../src/images/idx-files.js";
import type { DataSet, ImageDataSet } from "../src/index.js";
import { DATA_SETS, loadDataSet, loadImages, registerDataSet } from "../src/node.js";
import { temporaryFolders } from "./folders.js";
import { encodeIdx, putFiles, smallDataSet } from "./image-files.js";

const newFolder = temporaryFolders();
const { files, dataSet } = smallDataSet("squares");

function expectSame(found: ImageDataSet) {
  const plain = ({ name, train, test: testSet }: ImageDataSet) => [
    name,
    ...[train, testSet].flatMap(({ count, height, width, pixels, labels }) => [
      count,
      height,
      width,
      Buffer.from(pixels).toString("base64"),
      Buffer.from(labels).toString("base64"),
    ]),
  ];
  expect(plain(found)).toEqual(plain(dataSet));
}

describe("a folder of the user's own", () => {
  test.each<[string, boolean, (name: string) => string]>([
    ["unpacked", false, (name) => name],
    ["packed", true, (name) => name],
    ["with dots in the names", false, (name) => name.replace("-idx", ".idx")],
    ["packed, with dots in the names", true, (name) => name.replace("-idx", ".idx")],
  ])("%s", async (_, packed, rename) => {
    const folder = join(await newFolder(), "squares");
    const renamed = Object.entries(files).map(([name, bytes]) => [rename(name), bytes]);
    await putFiles(folder, Object.fromEntries(renamed), packed);
    expectSame(await loadImages(folder));
    expect((await loadImages(`${folder}/`)).name).toBe("squares");
  });

  test.each<[string, string, Uint8Array, string]>([
    [
      "truncated",
      "train-images-idx3-ubyte",
      files["train-images-idx3-ubyte"]!.subarray(0, 5000),
      ", byte 5000: is truncated",
    ],
    [
      "of no images",
      "train-images-idx3-ubyte",
      Buffer.from("<html>not found</html>"),
      ", byte 0: is not an IDX file",
    ],
    [
      "half a gzip file",
      "t10k-labels-idx1-ubyte",
      gzipSync(files["t10k-labels-idx1-ubyte"]!).subarray(0, 40),
      ": is a damaged gzip file",
    ],
    [
      "of other labels",
      "t10k-labels-idx1-ubyte",
      encodeIdx([64], new Uint8Array(64).fill(200)),
      ", byte 8: label 0 is 200",
    ],
    [
      "of other sides",
      "t10k-images-idx3-ubyte",
      encodeIdx([64, 4, 4], new Uint8Array(1024)),
      ", byte 8: its images have 4 x 4 x 1 values, those to train on 8 x 8 x 1",
    ],
  ])("a file that is %s", async (_, name, bytes, problem) => {
    const folder = await newFolder();
    await putFiles(folder, { ...files, [name]: bytes });
    const loading = loadImages(folder);
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(`${join(folder, name)}${problem}`);
  });

  test("files that are missing are named", async () => {
    const folder = await newFolder();
    const { "train-labels-idx1-ubyte": _, "t10k-images-idx3-ubyte": __, ...rest } = files;
    await putFiles(folder, rest);
    await expect(loadImages(folder)).rejects.toThrow(
      `${folder}: holds no train-labels-idx1-ubyte, no t10k-images-idx3-ubyte (each may end in .gz)`,
    );
    const other = await newFolder();
    await putFiles(other, { "train_images.npy": new Uint8Array(8) });
    await expect(loadImages(other)).rejects.toThrow(
      /holds no images under a known name: .*train-images-idx3-ubyte.*train-images\.npy.*images\.npy and labels\.npy$/,
    );
  });

  test("a name that is neither known nor a folder", async () => {
    await expect(loadImages("fashionmnist")).rejects.toThrow(
      "unknown data set 'fashionmnist'; did you mean 'fashion_mnist'?",
    );
    await expect(loadImages("./none")).rejects.toThrow("./none: is not a folder of images");
    await expect(loadImages(await newFolder(), { folder: "." })).rejects.toThrow(UsageError);
  });
});

describe("a known data set", () => {
  const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
  const packed = new Map(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
  let server: Server;
  let asked: string[];
  let url: string;
  let known: DataSet;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url!.slice(1);
      asked.push(name);
      const bytes = packed.get(name);
      if (bytes === undefined) response.writeHead(404).end();
      else response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const checksums = (name: string) => ({
      md5: digest("md5", packed.get(`${name}.gz`)!),
      unpackedSha256: digest("sha256", files[name]!),
    });
    known = idxDataSet({
      name: "squares",
      url,
      systemFolders: [join(await newFolder(), "none"), join(await newFolder(), "system")],
      shape: { train: 512, test: 64, height: 8, width: 8, channels: 1 },
      checksums: {
        trainImages: checksums("train-images-idx3-ubyte"),
        trainLabels: checksums("train-labels-idx1-ubyte"),
        testImages: checksums("t10k-images-idx3-ubyte"),
        testLabels: checksums("t10k-labels-idx1-ubyte"),
      },
    });
  });
  afterAll(() => server.close());
  const load = (options: Parameters<typeof loadDataSet>[1]) => {
    asked = [];
    return loadDataSet(known, options);
  };

  test("is downloaded to the cache once, what is there already being kept", async () => {
    const cacheFolder = join(await newFolder(), "cache");
    await mkdir(join(cacheFolder, "squares"), { recursive: true });
    await writeFile(
      join(cacheFolder, "squares", "train-labels-idx1-ubyte"),
      files["train-labels-idx1-ubyte"]!,
    );
    const stages = new Set<string>();
    expectSame(await load({ cacheFolder, onProgress: ({ stage }) => stages.add(stage) }));
    expect(asked).toHaveLength(3);
    expect(stages).toContain("download train-images-idx3-ubyte.gz");
    expectSame(await load({ cacheFolder }));
    expect(asked).toEqual([]);
  });

  test("comes from the system's folder where that holds all of it", async () => {
    const system = known.systemFolders[1]!;
    await putFiles(system, files, true);
    expectSame(await load({ cacheFolder: await newFolder() }));
    expect(asked).toEqual([]);
    await rm(system, { recursive: true });
  });

  test("comes from the folder that is given, or not at all", async () => {
    const [folder, empty] = [await newFolder(), await newFolder()];
    await putFiles(folder, files);
    expectSame(await load({ folder }));
    await expect(load({ folder: empty })).rejects.toThrow(`${empty}: holds no train-images-idx3-ubyte`);
    await expect(load({ folder: join(empty, "none") })).rejects.toThrow("none: does not exist");
    expect(asked).toEqual([]);
  });

  test("is checked to be the published one, wherever it comes from", async () => {
    const folder = await newFolder();
    const changed = files["t10k-labels-idx1-ubyte"]!.slice();
    changed[8]! ^= 1;
    await putFiles(folder, { ...files, "t10k-labels-idx1-ubyte": changed });
    const expected = known.files.testLabels!.unpackedSha256;
    await expect(load({ folder })).rejects.toThrow(
      `t10k-labels-idx1-ubyte: is not the published file: unpacked, its SHA-256 is ${digest("sha256", changed)}, not ${expected}`,
    );
  });

  test("that the server lacks is an error that names the address, and what arrived is kept", async () => {
    const cacheFolder = await newFolder();
    const name = "t10k-images-idx3-ubyte.gz";
    const bytes = packed.get(name)!;
    packed.delete(name);
    await expect(load({ cacheFolder })).rejects.toThrow(`${url}${name}: the server answered 404`);
    packed.set(name, bytes);
    expect(await readdir(join(cacheFolder, "squares"))).toEqual([
      "train-images-idx3-ubyte.gz",
      "train-labels-idx1-ubyte.gz",
    ]);
  });

  const fromDebian = FASHION_MNIST.systemFolders[0]!;
  test.skipIf(!existsSync(fromDebian))("Fashion-MNIST as Debian packages it", async () => {
    const { name, train, test: testSet } = await loadImages("fashion-mnist");
    expect([name, train.count, testSet.count, train.height, train.width]).toEqual([
      "fashion_mnist",
      60_000,
      10_000,
      28,
      28,
    ]);
    for (const digit of [0, 9]) expect(train.labels.filter((label) => label === digit)).toHaveLength(6000);
  });

  test("with another number of images than was published is refused", async () => {
    const folder = await newFolder();
    await putFiles(folder, files);
    const other = { ...known, shape: { ...known.shape, test: 65 } };
    await expect(loadDataSet(other, { folder })).rejects.toThrow(
      `${folder}: to test on, it holds 64 images of 8 x 8 x 1; squares has 65 images of 8 x 8 x 1`,
    );
  });

  test("that is registered is known by its name, once", async () => {
    registerDataSet(known);
    const folder = await newFolder();
    await putFiles(folder, files);
    expectSame(await loadImages("squares", { folder }));
    expect(() => registerDataSet(known)).toThrow("the data set squares cannot be added: it is there already");
    expect(() => registerDataSet({ ...known, name: "My Images" })).toThrow("its name is not in snake case");
  });

  test("every file of every data set has its checksum", () => {
    expect(Array.from(DATA_SETS.keys()).slice(0, 4)).toEqual([
      "fashion_mnist",
      "mnist",
      "cifar10",
      "svhn_cropped",
    ]);
    for (const [name, { files: published }] of DATA_SETS) {
      for (const { url: address, md5, unpackedSha256 } of Object.values(published)) {
        expect(address, name).toMatch(/^https?:.*[^/]$/);
        expect(md5, name).toMatch(/^[0-9a-f]{32}$/);
        if (unpackedSha256 !== undefined) expect(unpackedSha256, name).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });
});
