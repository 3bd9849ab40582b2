import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy } from "@weightcast/npy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { SMALL_LAYOUT, writeSmallZoo } from "./small-zoo.js";

let folder: string;
const weights = Float32Array.from({ length: SMALL_LAYOUT.parameters }, (_, i) => Math.sin(i + 1));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-"));
  await writeFile(join(folder, "net.safetensors"), safetensorsOf(weights));
  await writeFile(join(folder, "net.npy"), encodeNpy(weights, [weights.length]));
});
afterAll(() => rm(folder, { recursive: true }));

/** The network's tensors under the names of the layout. */
function safetensorsOf(vector: Float32Array): Uint8Array {
  const entries = SMALL_LAYOUT.tensors.map(({ name, shape, start, end }) => [
    name,
    { dtype: "F32", shape, data_offsets: [4 * start, 4 * end] },
  ]);
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
  return Buffer.concat([length, header, new Uint8Array(vector.buffer)]);
}

test("inspect says what a checkpoint holds, and what its values are", async () => {
  const file = join(folder, "net.safetensors");
  const { code, stdout } = await runCli("inspect", file, "--values", "--json");
  expect(code).toBe(0);
  const [inspection] = JSON.parse(stdout);
  expect(inspection).toMatchObject({ file, format: "safetensors", parameters: SMALL_LAYOUT.parameters });
  const [tensor] = SMALL_LAYOUT.tensors;
  const values = weights.subarray(tensor?.start, tensor?.end);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(inspection.tensors[0]).toMatchObject({ name: tensor?.name, dtype: "f32", shape: tensor?.shape });
  expect(inspection.tensors[0].values).toMatchObject({
    nonFinite: 0,
    min: Math.min(...values),
    max: Math.max(...values),
  });
  expect(inspection.tensors[0].values.mean).toBeCloseTo(mean, 12);
  expect((await runCli("inspect", file)).stdout).toContain(
    `safetensors, ${SMALL_LAYOUT.tensors.length} tensors`,
  );
});

test("inspect refuses what it cannot read, with exit code 2", async () => {
  await writeFile(join(folder, "cut.safetensors"), safetensorsOf(weights).subarray(0, -4));
  const { code, stderr } = await runCli("inspect", join(folder, "cut.safetensors"));
  expect(code).toBe(2);
  expect(stderr).toContain("is truncated");
});

test("inspect of a folder lists the files that cannot be read with the reason, and exits with 2", async () => {
  const inner = join(folder, "several");
  await mkdir(inner);
  await writeFile(join(inner, "good.safetensors"), safetensorsOf(weights));
  await writeFile(join(inner, "cut.safetensors"), safetensorsOf(weights).subarray(0, -4));
  const { code, stdout } = await runCli("inspect", inner, "--json");
  expect(code).toBe(2);
  const [cut, good] = JSON.parse(stdout);
  expect(cut).toMatchObject({
    file: join(inner, "cut.safetensors"),
    error: expect.stringContaining("is truncated"),
  });
  expect(good.parameters).toBe(SMALL_LAYOUT.parameters);
});

test("inspect --distance compares two files tensor by tensor", async () => {
  const doubled = join(folder, "doubled.safetensors");
  await writeFile(doubled, safetensorsOf(weights.map((value) => 2 * value)));
  const { code, stdout } = await runCli(
    "inspect",
    join(folder, "net.safetensors"),
    doubled,
    "--distance",
    "--json",
  );
  expect(code).toBe(0);
  const { tensors, unmatched } = JSON.parse(stdout);
  const [first] = SMALL_LAYOUT.tensors;
  const norm = Math.hypot(...weights.subarray(first?.start, first?.end));
  expect(tensors[0].name).toBe(first?.name);
  expect(tensors[0].distance.absolute).toBeCloseTo(norm, 6);
  expect(tensors[0].distance.relative).toBeCloseTo(1, 6);
  expect(tensors[0].distance.cosine).toBeCloseTo(0, 6);
  expect(unmatched).toEqual([]);
  const alone = await runCli("inspect", doubled, "--distance");
  expect(alone.stderr).toContain("1 file cannot be compared: --distance takes two");
});

test("inspect reads only the header of a file on the web", async () => {
  const large = new Float32Array(1_000_000);
  const header = Buffer.from(
    JSON.stringify({ big: { dtype: "F32", shape: [1_000_000], data_offsets: [0, 4_000_000] } }),
  );
  const file = Buffer.concat([
    Buffer.from(BigUint64Array.of(BigInt(header.length)).buffer),
    header,
    Buffer.from(large.buffer),
  ]);
  let sent = 0;
  const server = createServer((request, response) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    const part = file.subarray(Number(start), Math.min(Number(end) + 1, file.length));
    sent += part.length;
    response.writeHead(206, {
      "content-range": `bytes ${start}-${Number(start) + part.length - 1}/${file.length}`,
    });
    response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { stdout, stderr } = await runCli(
    "inspect",
    `http://127.0.0.1:${port}/big.safetensors?download=1`,
    "--json",
  );
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)[0].tensors).toEqual([{ name: "big", dtype: "f32", shape: [1_000_000] }]);
  expect(sent).toBeLessThan(100_000);
  const values = await runCli("inspect", `http://127.0.0.1:${port}/big.safetensors`, "--values", "--json");
  expect(JSON.parse(values.stdout)[0].tensors[0].values.zeros).toBe(1_000_000);
  server.close();
});

test("score predicts the same of a network in a checkpoint as of its .npy row", async () => {
  const [zoo, model, parameters] = [join(folder, "zoo"), join(folder, "model"), join(folder, "params.json")];
  await writeSmallZoo(zoo);
  await writeFile(parameters, '{ "min_data_in_leaf": 3, "n_estimators": 20 }');
  const fitted = await runCli(
    "fit",
    zoo,
    "--predictor",
    "gbm",
    "--features",
    "wstats-layers:0,1-qts:0,50,100",
    "--params",
    parameters,
    "-o",
    model,
  );
  expect(fitted.stderr).not.toContain("weightcast:");
  const { stdout } = await runCli(
    "score",
    model,
    join(folder, "net.npy"),
    join(folder, "net.safetensors"),
    "--json",
  );
  const [fromNpy, fromCheckpoint] = JSON.parse(stdout);
  expect(fromCheckpoint.predicted).toBe(fromNpy.predicted);
});
