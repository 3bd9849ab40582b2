import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { matrix, UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import {
  blobFile,
  decodeWeights,
  describeTableFormats,
  describeWeightFormats,
  FormatRegistry,
  isWeightsName,
  openZooFiles,
  readableZooFormats,
  readZoo,
  tableFormats,
  type ZooFormat,
  zooFormats,
} from "../../src/index.js";
import { convertZoo, readWeights, requireZooOutput, writableZooFormats, writeTable } from "../../src/node.js";
import { LAYOUT, smallZoo, temporaryFolders, zooFiles } from "../small-zoo.js";

const newFolder = temporaryFolders();

test("the formats of this package, as help and errors list them", () => {
  expect(Array.from(zooFormats, ({ name }) => name)).toEqual(["npy", "arrow", "parquet", "archive"]);
  expect(writableZooFormats()).toEqual(["npy", "arrow", "parquet"]);
  expect(readableZooFormats()).toBe(
    "a folder with weights.npy, metrics.csv.gz and layout.csv, an .arrow file or a .tar.xz archive of such a folder",
  );
  expect(Array.from(tableFormats, ({ name }) => name)).toEqual(["npy", "csv", "arrow", "parquet"]);
  expect(describeTableFormats()).toBe(".npy (numbers only), .csv, .arrow or .parquet");
  expect(describeWeightFormats()).toBe(".npy");
});

test("a name or an extension that is taken is refused; an unknown name is told with the known ones", () => {
  const registry = new FormatRegistry("test format", [{ name: "a", extensions: [".a", ".aa"] }]);
  expect(() => registry.register({ name: "a", extensions: [] })).toThrow(UsageError);
  expect(() => registry.register({ name: "b", extensions: [".aa"] })).toThrow(
    "the test format b cannot be added: a has .aa",
  );
  expect(() => registry.named("c")).toThrow(UsageError);
  expect(registry.named("a").extensions).toEqual([".a", ".aa"]);
  expect(registry.ofFile("folder/X.AA")?.name).toBe("a");
  expect(registry.ofFile("a")).toBeUndefined();
});

test("a format that another package registers is opened, written and listed", async () => {
  const files = zooFiles(6);
  const format: ZooFormat = {
    name: "stamp",
    description: "a .stamp file",
    extensions: [".stamp"],
    groupFiles: (names) =>
      names.filter((name) => name.endsWith(".stamp")).map((name) => ({ names: [name], hasWeights: true })),
    open: (_, name) => readZoo(files, name),
    encoder: {
      output: "file",
      weights: "always",
      encode: (zoo, { rows }) =>
        [
          {
            name: "zoo.stamp",
            async *bytes() {
              yield Uint8Array.of(zoo.layout.parameters, rows.length);
            },
          },
        ].map(({ name, bytes }) => ({ name, bytes: bytes() })),
    },
  };
  zooFormats.register(format);
  const opened = await openZooFiles(new Map([["z.stamp", blobFile(new Blob([]), "z.stamp")]]), "z");
  expect(opened).toMatchObject({ rows: 6, layout: LAYOUT });
  expect(writableZooFormats()).toContain("stamp");
  expect(readableZooFormats()).toContain("a .stamp file");
  const path = join(await newFolder(), "z.stamp");
  await convertZoo(await smallZoo(6), "stamp", path);
  expect(Array.from(await readFile(path))).toEqual([LAYOUT.parameters, 6]);
  expect(() => requireZooOutput("stamp", "z.arrow")).toThrow(
    "the format stamp is a file with the extension .stamp, which z.arrow does not have; choose another path",
  );
  expect(() => requireZooOutput("archive", "z.txz")).toThrow("zoos cannot be written as archive");
});

test("a table format that another package registers is written, and networks are read from it", async () => {
  tableFormats.register({
    name: "lines",
    extensions: [".lines"],
    async *encode({ columns }) {
      yield new TextEncoder().encode(columns.join("\n"));
    },
    decodeWeights: (bytes) => matrix(Float32Array.from(bytes), 1, bytes.length),
  });
  const folder = await newFolder();
  async function* blocks() {}
  const table = { keys: { name: "k", values: [] }, columns: ["a", "b"], elementType: "f32" as const };
  await writeTable(join(folder, "t.lines"), { ...table, blocks: blocks() });
  expect(await readdir(folder)).toEqual(["t.lines"]);
  expect(await readFile(join(folder, "t.lines"), "utf8")).toBe("a\nb");
  expect(describeWeightFormats()).toBe(".npy or .lines");
  expect(isWeightsName("T.LINES")).toBe(true);
  expect((await readWeights(join(folder, "t.lines"))).data).toEqual(Float32Array.of(97, 10, 98));
});

test("networks are not read from other formats", async () => {
  expect(isWeightsName("t.csv")).toBe(false);
  expect(() => decodeWeights(Uint8Array.of(1), "t.csv")).toThrow(
    "t.csv: is not in a format from which networks are read (.npy",
  );
  await expect(readWeights(join(await newFolder(), "missing.npy"))).rejects.toThrow("does not exist");
});
