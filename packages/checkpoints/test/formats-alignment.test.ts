import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { blobFile } from "@weightcast/runtime";
import { createLayout, type Layout } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { alignCheckpoint, openCheckpoint } from "../src/index.js";

const ENDINGS = ["pt", "safetensors", "onnx", "h5", "keras", "weights.h5"];
const FOLDER = fileURLToPath(new URL("golden/alignment/", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample/", import.meta.url));
/** A Python with torch, safetensors, onnx and keras. */
const PYTHON = process.env.WEIGHTCAST_CHECKPOINTS_PYTHON;
if (PYTHON === undefined) {
  process.stderr.write(
    "skipped: set WEIGHTCAST_CHECKPOINTS_PYTHON to a Python with torch, safetensors, onnx and keras\n",
  );
}

/** The layout of three convolutions and a dense layer, each tensor after the other. */
function cnnLayout(channels: readonly number[], classes: number): Layout {
  const shapes = channels.slice(1).flatMap((out, i): [string, number[]][] => {
    const layer = i === 0 ? "conv2d" : `conv2d_${i}`;
    return [
      [`sequential/${layer}/bias:0`, [out]],
      [`sequential/${layer}/kernel:0`, [3, 3, channels[i] ?? 0, out]],
    ];
  });
  shapes.push(
    ["sequential/dense/bias:0", [classes]],
    ["sequential/dense/kernel:0", [channels.at(-1) ?? 0, classes]],
  );
  let end = 0;
  return createLayout(
    shapes.map(([name, shape]) => {
      const start = end;
      end += shape.reduce((product, side) => product * side, 1);
      return { name, shape, start, end };
    }),
  );
}

async function alignedWeights(path: string, layout: Layout): Promise<Float32Array> {
  const checkpoint = await openCheckpoint(blobFile(new Blob([readFileSync(path)]), path));
  const { weights } = await alignCheckpoint(checkpoint, layout);
  await checkpoint.close();
  return weights;
}

async function flatWeights(path: string): Promise<unknown> {
  const checkpoint = await openCheckpoint(blobFile(new Blob([readFileSync(path)]), path));
  return checkpoint.read(checkpoint.tensors[0]?.name ?? "");
}

test.each(ENDINGS)("a network saved as .%s has the weights of its .npy file, bit for bit", async (ending) => {
  const weights = await alignedWeights(join(FOLDER, `golden.${ending}`), cnnLayout([1, 2, 3, 4], 5));
  expect(weights).toEqual(await flatWeights(join(FOLDER, "golden.npy")));
});

test.skipIf(PYTHON === undefined)(
  "networks of the sample saved by frameworks have the weights of their rows",
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "weightcast-"));
    try {
      const script = join(FOLDER, "make_networks.py");
      await promisify(execFile)(PYTHON ?? "", [script, "--zoo", SAMPLE, "--networks", "5", "-o", folder]);
      const names = readdirSync(folder).filter((name) => name.endsWith(".npy"));
      expect(names).toHaveLength(5);
      for (const name of names) {
        const flat = await flatWeights(join(folder, name));
        for (const ending of ENDINGS) {
          const path = join(folder, name.replace(/npy$/, ending));
          expect(existsSync(path), path).toBe(true);
          expect(await alignedWeights(path, cnnLayout([1, 16, 16, 16], 10)), path).toEqual(flat);
        }
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
