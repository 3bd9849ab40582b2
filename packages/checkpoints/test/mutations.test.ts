import { InputError, RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { fileOf, goldenBytes } from "./golden-file.js";

const MUTATIONS = 300;

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
    const checkpoint = await openCheckpoint(fileOf(bytes, name));
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
])(
  "%s, damaged in many ways, is read or refused by an InputError that names the file",
  { timeout: 60_000 },
  async (name) => {
    const original = goldenBytes(name);
    const stream = new RandomStream(7, "mutations");
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const error = await outcome(
        mutated(original, () => stream.uniform()),
        name,
      );
      if (error === undefined) continue;
      refused++;
      if (!(error instanceof InputError)) throw new Error(`mutation ${i} of ${name}`, { cause: error });
      expect(error.file, `mutation ${i}`).toBe(name);
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 10);
  },
);
