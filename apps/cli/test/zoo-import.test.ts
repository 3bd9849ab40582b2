import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileFeatures, featureTable } from "@weightcast/features";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A safetensors file of f32 tensors, all of whose elements are `value`. */
function safetensors(value: number, shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  let end = 0;
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const start = end;
    end += 4 * shape.reduce((product, side) => product * side, 1);
    return [name, { dtype: "F32", shape, data_offsets: [start, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.from(BigUint64Array.of(BigInt(header.length)).buffer);
  return Buffer.concat([length, header, Buffer.from(new Float32Array(end / 4).fill(value).buffer)]);
}

const NETWORK = { "0.weight": [4, 1, 3, 3], "0.bias": [4], "2.weight": [2, 4], "2.bias": [2] };

/** Three runs of two steps each; returns the folder and the table of their accuracies. */
async function writeCheckpoints(name: string): Promise<{ files: string; table: string }> {
  const files = join(folder, name);
  await mkdir(files);
  const rows = ["file,test_accuracy,config.learning_rate"];
  for (const run of [2, 10, 1]) {
    for (const step of [20, 5]) {
      const file = `run${run}-epoch${step}.safetensors`;
      await writeFile(join(files, file), safetensors(run + step / 100, NETWORK));
      rows.push(`${file},${run / 20},0.0${run}`);
    }
  }
  const table = join(folder, `${name}.csv`);
  await writeFile(table, rows.join("\n"));
  return { files, table };
}

test("checkpoints become a zoo: run and step from their names, metrics from the table", async () => {
  const { files, table } = await writeCheckpoints("plain");
  await writeFile(join(files, "notes.txt"), "no checkpoint");
  await writeFile(join(files, "run3-epoch1.safetensors"), safetensors(0, NETWORK));
  const zooPath = join(folder, "zoo");
  const imported = await runCli(
    "zoo",
    "import",
    files,
    "--metrics",
    table,
    "--pattern",
    "run{run}-epoch{step}",
    "-o",
    zooPath,
    "--json",
  );
  expect(imported.stderr).toContain("left out 1 file without a row");
  expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 6, runs: 3, parameters: 50, leftOut: 1 });
  const zoo = await openZoo(zooPath);
  expect(zoo.metrics.runs).toEqual(["1", "2", "10"]);
  expect(Array.from(zoo.metrics.numbers("step"))).toEqual([5, 20, 5, 20, 5, 20]);
  expect(zoo.layout.tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ["0/bias:0", [4]],
    ["0/kernel:0", [3, 3, 1, 4]],
    ["2/bias:0", [2]],
    ["2/kernel:0", [4, 2]],
  ]);
  for await (const { rows, weights } of zoo.blocks({ blockRows: 1 })) {
    const [run, step] = [
      zoo.metrics.runs[zoo.metrics.runOfRow[rows[0] ?? 0] ?? 0],
      zoo.metrics.numbers("step")[rows[0] ?? 0],
    ];
    expect(weights.data[0]).toBeCloseTo(Number(run) + Number(step) / 100, 5);
  }
});

test("features can be stored instead of weights", async () => {
  const { files, table } = await writeCheckpoints("features");
  const zooPath = join(folder, "zoo-of-features");
  const { stdout, stderr } = await runCli(
    "zoo",
    "import",
    join(files, "*.safetensors"),
    "--metrics",
    table,
    "--features-only",
    "layer-norms",
    "-o",
    zooPath,
  );
  expect(stderr).toBe("");
  expect(stdout).toContain("wrote 6 checkpoints of 6 runs, 4 features each");
  const zoo = await openZoo(zooPath);
  expect(zoo.layout.tensors.map(({ name }) => name)).toEqual([
    "0/bias:l2",
    "0/kernel:l2",
    "2/bias:l2",
    "2/kernel:l2",
  ]);
  for await (const { weights } of zoo.blocks({ rows: [0] })) {
    // The first file is run 1, step 5: all its weights are 1.05.
    expect(weights.data[0]).toBeCloseTo(1.05 * 2, 5);
    expect(weights.data[1]).toBeCloseTo(1.05 * 6, 5);
  }
  const whole = await runCli(
    "zoo",
    "import",
    files,
    "--metrics",
    table,
    "--features-only",
    "network-statistics",
    "-o",
    join(folder, "none"),
  );
  expect(whole.code).toBe(2);
  expect(whole.stderr).toContain("needs whole networks: two layers have the column 'all:q0'");
});

test("distances from the first checkpoint of each run are stored layer by layer, and equal those of a zoo of weights", async () => {
  const { files, table } = await writeCheckpoints("moving");
  const zooPath = join(folder, "zoo-of-distances");
  const options = ["--metrics", table, "--pattern", "run{run}-epoch{step}"];
  const set = "distance-from-first";
  const { stderr, code } = await runCli(
    ...["zoo", "import", files, ...options, "--features-only", set, "-o", zooPath],
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const zoo = await openZoo(zooPath);
  const columns = zoo.layout.tensors.map(({ name }) => name);
  const wholePath = join(folder, "zoo-that-moves");
  await runCli("zoo", "import", files, ...options, "-o", wholePath);
  const whole = await openZoo(wholePath);
  const rows = Int32Array.of(0, 1);
  const expected = await featureTable(compileFeatures(set, whole.layout), whole, rows);
  expect(columns.toSorted()).toEqual(expected.columns.toSorted());
  for await (const { weights } of zoo.blocks({ rows })) {
    for (const [i, column] of columns.entries()) {
      const at = expected.columns.indexOf(column);
      expect(weights.data[i], column).toBe(0);
      expect(weights.data[columns.length + i], column).toBeCloseTo(
        expected.matrix.data[columns.length + at] ?? Number.NaN,
        6,
      );
    }
    // All 50 weights of a run grow by 0.15 from step 5 to step 20.
    expect(weights.data[columns.length + columns.indexOf("all:distance")]).toBeCloseTo(
      0.15 * Math.sqrt(50),
      5,
    );
  }
});

test.each([
  [
    "a file of another architecture",
    { "0.weight": [4, 1, 3, 3], "0.bias": [4] },
    [],
    /run9\.safetensors: has 1 layers/,
  ],
  [
    "a file of other shapes",
    { ...NETWORK, "2.weight": [2, 5] },
    [],
    /2\.weight has shape \(2, 5\), which does not fit/,
  ],
  [
    "names that do not follow the pattern",
    NETWORK,
    ["--pattern", "r-{step}"],
    /is not named after the pattern/,
  ],
  [
    "an unknown place in the pattern",
    NETWORK,
    ["--pattern", "{epoch}"],
    /has the place \{epoch\}; known are/,
  ],
])("%s is refused by name", async (title, shapes, options, message) => {
  const { files, table } = await writeCheckpoints(title.replaceAll(" ", "-"));
  await writeFile(join(files, "run9.safetensors"), safetensors(1, shapes));
  await writeFile(table, "file,test_accuracy\nrun1-epoch5.safetensors,0.5\nrun9.safetensors,0.5\n");
  const { code, stderr } = await runCli(
    "zoo",
    "import",
    files,
    "--metrics",
    table,
    ...options,
    "-o",
    join(folder, "bad"),
  );
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

test("two files of the same run and step are refused, and a table that names no file", async () => {
  const { files, table } = await writeCheckpoints("twice");
  const twice = await runCli(
    "zoo",
    "import",
    files,
    "--metrics",
    table,
    "--pattern",
    "run{run}-epoch*",
    "-o",
    join(folder, "bad"),
  );
  expect(twice.stderr).toMatch(/is step 1 of run 1, as is /);
  await writeFile(table, "name,test_accuracy\na,1\n");
  const nameless = await runCli("zoo", "import", files, "--metrics", table, "-o", join(folder, "bad"));
  expect(nameless.stderr).toContain("has no column 'file' that names the checkpoints");
  await writeFile(table, "file,test_accuracy\na,1\n");
  const strangers = await runCli("zoo", "import", files, "--metrics", table, "-o", join(folder, "bad"));
  expect(strangers.stderr).toContain("has no row for any of the 6 files");
});
