import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CancelledError, InputError, OutputExistsError, type Progress } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { packTar, type TarEntry } from "modern-tar";
import { describe, expect, test } from "vitest";
import { openZoo, unpackZoo } from "../../src/node.js";
import { readBlocks, smallWeights, temporaryFolders, zooFiles } from "../small-zoo.js";
import { storedXz } from "./stored-xz.js";

const newFolder = temporaryFolders();
const golden = (name: string) => fileURLToPath(new URL(`../golden/archives/${name}.tar.xz`, import.meta.url));
const files = zooFiles(12);

const entry = (name: string, body: Uint8Array): TarEntry => ({ header: { name, size: body.length }, body });
const WEIGHTS = entry("weights.npy", files.weights);
const METRICS = entry("metrics.csv", files.metrics);
const LAYOUT = entry("layout.csv", files.layout);

/** Writes an archive of bytes or entries in a folder of its own. */
async function archiveOf(content: readonly TarEntry[] | Uint8Array): Promise<string> {
  const path = join(await newFolder(), "zoo.tar.xz");
  await writeFile(path, content instanceof Uint8Array ? content : storedXz(await packTar(content)));
  return path;
}

/** Expects an InputError that begins with the archive's path, and nothing left behind, not even a parent. */
async function expectRefusal(archive: string, problem: string | RegExp): Promise<void> {
  const place = await newFolder();
  const error: unknown = await unpackZoo(archive, join(place, "made", "zoo")).catch((reason) => reason);
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message.startsWith(archive)).toBe(true);
  expect((error as Error).message.slice(archive.length)).toMatch(problem);
  expect(await readdir(place)).toEqual([]);
}

describe("what Python and xz pack", () => {
  test.each(["crc64", "crc32", "unchecked", "blocks", "two-streams", "pax-in-folder", "gnu-in-folder"])(
    "%s",
    async (name) => {
      const folder = join(await newFolder(), "zoo");
      await unpackZoo(golden(name), folder);
      expect((await readdir(folder)).sort()).toEqual(["layout.csv", "metrics.csv", "weights.npy"]);
      expect(await readBlocks(await openZoo(folder))).toEqual(smallWeights(12).data);
    },
  );

  test.each([
    [
      "sha256",
      /^: has the integrity check SHA-256, which is not supported; compress it with xz --check=crc64$/,
    ],
    ["large-dictionary", /^: needs a larger dictionary/],
    ["filtered", /^: is compressed with filters that are not supported/],
    ["one-file", /^: does not contain a sound tar archive \(/],
    ["nothing", /^: does not contain a sound tar archive \(Tar archive is truncated/],
  ])("%s is refused", async (name, problem) => expectRefusal(golden(name), problem));
});

describe("zeros that pad xz streams", () => {
  test.each([4, 512, 10_240])(
    "%i bytes of them between and after two streams are passed over",
    async (count) => {
      const tar = await packTar([WEIGHTS, METRICS, LAYOUT]);
      const zeros = new Uint8Array(count);
      const streams = [tar.subarray(0, 700), tar.subarray(700)].map((part) => storedXz(part));
      const archive = await archiveOf(Buffer.concat(streams.flatMap((stream) => [stream, zeros])));
      const folder = join(await newFolder(), "zoo");
      await unpackZoo(archive, folder);
      expect(await readBlocks(await openZoo(folder))).toEqual(smallWeights(12).data);
    },
  );

  test.each([1, 3, 6, 2 ** 20 + 4])("%i bytes of them are refused", async (count) => {
    const whole = storedXz(await packTar([WEIGHTS, METRICS, LAYOUT]));
    const archive = await archiveOf(Buffer.concat([whole, new Uint8Array(count)]));
    await expectRefusal(archive, /^, byte \d+: is truncated or damaged: no xz stream ends here/);
  });
});

test("other spellings get the usual ones; what is not of the zoo stays out", async () => {
  const archive = await archiveOf([
    { header: { name: "cifar10/", size: 0, type: "directory" } },
    entry("cifar10/all_weights.npy", files.weights),
    entry("./cifar10/all_metrics.csv", files.metrics),
    entry("../../evil.sh", Buffer.from("rm")),
    { header: { name: "cifar10/link", size: 0, type: "symlink", linkname: "/etc/passwd" } },
    entry("cifar10//layout.csv", files.layout),
    entry("__MACOSX/cifar10/._weights.npy", Buffer.from("x")),
  ]);
  const folder = join(await newFolder(), "zoo");
  await unpackZoo(archive, folder);
  expect((await readdir(folder)).sort()).toEqual(["layout.csv", "metrics.csv", "weights.npy"]);
  expect(Buffer.compare(await readFile(join(folder, "metrics.csv")), files.metrics)).toBe(0);
});

test.each([0, 1, 511, 512, 513, 5000, 200_000])(
  "a foreign file of %i bytes before, between and after the zoo's files is passed over",
  async (size) => {
    const foreign = (name: string) => entry(name, new Uint8Array(size).fill(65));
    const archive = await archiveOf([
      foreign("README"),
      entry("z/weights.npy", files.weights),
      foreign("z/notes.txt"),
      foreign("z/more.txt"),
      entry("z/metrics.csv", files.metrics),
      entry("z/layout.csv", files.layout),
      foreign("z/last.txt"),
    ]);
    const folder = join(await newFolder(), "zoo");
    await unpackZoo(archive, folder);
    expect(await readBlocks(await openZoo(folder))).toEqual(smallWeights(12).data);
  },
);

test("larger than what is held, with progress in bytes of the archive", async () => {
  const rows = 100_000;
  const weights = encodeNpy(new Float32Array(rows * 9), [rows, 9]);
  const lines = Array.from({ length: rows }, (_, row) => `a/${row}/ckpt-0,0,0.5`);
  const metrics = Buffer.from([",step,test_accuracy", ...lines, ""].join("\n"));
  const archive = await archiveOf([entry("weights.npy", weights), entry("metrics.csv", metrics), LAYOUT]);
  const seen: Progress[] = [];
  const folder = join(await newFolder(), "zoo");
  await unpackZoo(archive, folder, { onProgress: (progress) => seen.push(progress) });
  const total = (await readFile(archive)).length;
  expect(seen.at(-1)).toEqual({ stage: "unpack zoo.tar.xz", done: total, total, unit: "bytes" });
  expect(seen.length).toBeGreaterThan(10);
  expect(Buffer.compare(await readFile(join(folder, "weights.npy")), weights)).toBe(0);

  const stop = new AbortController();
  const stopped = unpackZoo(archive, join(await newFolder(), "zoo"), {
    signal: stop.signal,
    onProgress: ({ done }) => done > total / 2 && stop.abort(),
  });
  await expect(stopped).rejects.toThrow(CancelledError);
  // The next is not held up by one that was left in its midst.
  await expectRefusal(await archiveOf([LAYOUT, LAYOUT, entry("weights.npy", weights)]), "twice");
});

describe("hostile archives", () => {
  test.each<[string, TarEntry[], string | RegExp]>([
    ["without weights", [METRICS, LAYOUT], ": holds no weights.npy or all_weights.npy"],
    ["that are empty", [], ": holds no layout.csv"],
    [
      "with two kinds of metrics",
      [WEIGHTS, METRICS, entry("metrics.csv.gz", files.metrics), LAYOUT],
      ": holds its metrics twice: 'metrics.csv' and 'metrics.csv.gz'",
    ],
    [
      "with a file twice",
      [WEIGHTS, WEIGHTS, METRICS, LAYOUT],
      ": holds its weights twice: 'weights.npy' and 'weights.npy'",
    ],
    [
      "with several zoos",
      [entry("a/weights.npy", files.weights), entry("b/weights.npy", files.weights)],
      ": holds several zoos: 'a/weights.npy' and 'b/weights.npy'",
    ],
    [
      "that lead upwards",
      [entry("../weights.npy", files.weights)],
      ": its entry '../weights.npy' leads out of the archive; the archive is not unpacked",
    ],
    [
      "with absolute paths",
      [entry("/tmp/layout.csv", files.layout)],
      ": its entry '/tmp/layout.csv' leads out of the archive",
    ],
    [
      "with a link for a file",
      [{ header: { name: "weights.npy", size: 0, type: "symlink", linkname: "/etc/passwd" } }],
      ": its entry 'weights.npy' is not a file but a symlink",
    ],
    [
      "with a device for a file",
      [{ header: { name: "layout.csv", size: 0, type: "character-device" } }],
      ": its entry 'layout.csv' is not a file but a character-device",
    ],
    [
      "with an enormous layout",
      [entry("layout.csv", new Uint8Array(2 ** 24 + 1))],
      ": its entry 'layout.csv' has 16777217 bytes, too many for a layout",
    ],
    [
      "with weights that are cut off",
      [entry("weights.npy", files.weights.subarray(0, 200)), METRICS, LAYOUT],
      "/weights.npy, byte 200: is truncated",
    ],
    [
      "whose weights are none",
      [
        entry("z/weights.npy", new Uint8Array(0)),
        entry("z/metrics.csv", files.metrics),
        entry("z/layout.csv", files.layout),
      ],
      "/z/weights.npy",
    ],
  ])("%s", async (_, entries, problem) => expectRefusal(await archiveOf(entries), problem));

  test("tar archives that are cut off or damaged", async () => {
    const tar = await packTar([WEIGHTS, METRICS, LAYOUT]);
    for (const length of [100, 700, tar.length - 1024, tar.length - 512]) {
      await expectRefusal(
        await archiveOf(storedXz(tar.subarray(0, length))),
        ": does not contain a sound tar archive",
      );
    }
    const damaged = tar.slice();
    damaged[3] = damaged[3]! ^ 1;
    await expectRefusal(await archiveOf(storedXz(damaged)), "(Invalid tar header checksum.)");
  });

  test("xz files cut off anywhere", async () => {
    const whole = await readFile(golden("crc64"));
    for (const length of [1, 11, 12, 24, 31, 300, whole.length - 12, whole.length - 1]) {
      await expectRefusal(
        await archiveOf(whole.subarray(0, length)),
        length < 6
          ? "byte 0: is not an .xz file"
          : `byte ${length}: is truncated or damaged: no xz stream ends here`,
      );
    }
    await expectRefusal(await archiveOf(new Uint8Array(0)), ": is empty");
    await expectRefusal(await archiveOf(await packTar([WEIGHTS])), ", byte 0: is not an .xz file");
  });

  test("any byte changed is an error, or changes nothing", async () => {
    const whole = await readFile(golden("two-streams"));
    const place = await newFolder();
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0x41;
      const folder = join(place, String(at));
      const archive = await archiveOf(damaged);
      const error: unknown = await unpackZoo(archive, folder).catch((reason) => reason);
      if (error === undefined) {
        expect(await readBlocks(await openZoo(folder))).toEqual(smallWeights(12).data);
      } else {
        expect(error, `byte ${at}`).toBeInstanceOf(InputError);
        expect((error as Error).message.startsWith(archive)).toBe(true);
      }
    }
  });
});

test("only a zoo is replaced, and only by force", async () => {
  const folder = join(await newFolder(), "zoo");
  await unpackZoo(golden("crc64"), folder);
  await expect(unpackZoo(golden("crc32"), folder)).rejects.toThrow(OutputExistsError);
  await unpackZoo(golden("crc32"), folder, { force: true });
  const other = join(await newFolder(), "other");
  await mkdir(other);
  await writeFile(join(other, "thesis.tex"), "");
  await expect(unpackZoo(golden("crc64"), other, { force: true })).rejects.toThrow(OutputExistsError);
  expect(await readdir(other)).toEqual(["thesis.tex"]);
});

test("an archive that is missing", async () => {
  const path = join(await newFolder(), "none.tar.xz");
  await expectRefusal(path, ": does not exist");
});
