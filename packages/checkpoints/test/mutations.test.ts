import { InputError, RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { fileOf, goldenBytes, goldenFile } from "./golden-file.js";
import { forgetPeak, peakMemory } from "./peak-memory.js";

/** Of each file; `pnpm fuzz` of this package asks for 10,000. */
const MUTATIONS = Number(process.env.WEIGHTCAST_MUTATIONS ?? 30);
/** With so many mutations, what the worst of them took is printed. */
const MANY = 1000;
/** No damaged file of a few kilobytes may keep the processor busy for longer; waiting for other processes does not count. */
const MOST_MILLISECONDS = 2000;
/** No damaged file, which is smaller than 100 KB, may let the memory of its process grow by more. */
const MOST_BYTES = 300e6;

/** Bytes that are flipped, replaced, cut out, repeated or cut off at places that the seed tells. */
function mutated(original: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  const below = (limit: number) => Math.floor(random() * limit);
  const bytes = new Uint8Array(original);
  const at = below(bytes.length);
  switch (below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return new Uint8Array([
        ...bytes.slice(0, at),
        ...bytes.slice(Math.min(bytes.length, at + 1 + below(16))),
      ]);
    case 2:
      return new Uint8Array([...bytes.slice(0, at + 8), ...bytes.slice(at)]);
    case 3:
      bytes.fill(255, at, at + 1 + below(8));
      return bytes;
    default:
      for (let count = 1 + below(4); count > 0; count--) bytes[below(bytes.length)] = below(256);
      return bytes;
  }
}

/** Opens a file and reads all its tensors; returns what it threw. */
async function outcome(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<unknown> {
  try {
    const folder = name.replace(/[^/]*$/, "");
    const checkpoint = await openCheckpoint(fileOf(bytes, name), {
      neighbour: (other) => goldenFile(folder + other),
    });
    for (const tensor of checkpoint.tensors) await checkpoint.read(tensor.name);
    return undefined;
  } catch (error) {
    return error;
  }
}

test.each([
  "typed.safetensors",
  "typed.pt",
  "training.ckpt",
  "views.bin",
  "arrays.npz",
  "packed.npz",
  "one.npy",
  "model.safetensors.index.json",
  "keras/typed.h5",
  "keras/network.h5",
  "keras/network.weights.h5",
  "keras/network.keras",
  "onnx/raw.onnx",
  "onnx/listed.onnx",
  "onnx/network.onnx",
  "onnx/outside.onnx",
  "tfjs/model.json",
  "tfjs/rounded-model.json",
])(
  "%s, damaged in many ways, is read or refused by an InputError that names the file",
  { timeout: 2 * MUTATIONS * 1000 },
  async (name) => {
    const original = goldenBytes(name);
    const stream = new RandomStream(7, "mutations");
    let refused = 0;
    let [slowest, largest] = [0, 0];
    for (let i = 0; i < MUTATIONS; i++) {
      forgetPeak();
      const before = peakMemory();
      const start = process.cpuUsage();
      const error = await outcome(
        mutated(original, () => stream.uniform()),
        name,
      );
      const { user, system } = process.cpuUsage(start);
      const milliseconds = (user + system) / 1000;
      const bytes = peakMemory() - before;
      expect(milliseconds, `milliseconds of mutation ${i}`).toBeLessThan(MOST_MILLISECONDS);
      expect(bytes, `bytes of memory of mutation ${i}`).toBeLessThan(MOST_BYTES);
      [slowest, largest] = [Math.max(slowest, milliseconds), Math.max(largest, bytes)];
      if (error === undefined) continue;
      refused++;
      if (!(error instanceof InputError)) throw new Error(`mutation ${i} of ${name}`, { cause: error });
      // A damaged index may name another file, which the error then is about.
      expect(error.file, `mutation ${i}`).toBeDefined();
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 10);
    if (MUTATIONS >= MANY) {
      process.stdout.write(
        `${name}: ${refused} of ${MUTATIONS} refused, at most ${slowest.toFixed(0)} ms and ${(largest / 1e6).toFixed(0)} MB\n`,
      );
    }
  },
);
