import { InputError, UsageError } from "@weightcast/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTrainingMemory, loadSamples, openTrainer, smallCnn } from "../src/index.js";

const architecture = smallCnn({ side: 7, layers: 2, units: 4, classes: 3 });

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a training memory", () => {
  it("grows with the samples by their bytes, and 12 bytes a trainer", async () => {
    const bytes = async (samples: number, pixels: "u8" | "f32", trainers: number) =>
      (await createTrainingMemory({ architecture, samples, pixels, trainers })).memory.buffer.byteLength;
    const page = 65536;
    expect((await bytes(1_000_000, "u8", 1)) - (await bytes(1, "u8", 1))).toBeLessThan(
      (49 + 1 + 8) * 1e6 + page,
    );
    expect((await bytes(1_000_000, "f32", 1)) - (await bytes(1, "f32", 1))).toBeLessThan(
      (4 * 49 + 1 + 8) * 1e6 + page,
    );
    expect((await bytes(1_000_000, "u8", 3)) - (await bytes(1_000_000, "u8", 2))).toBeLessThan(
      8e6 + 2 * page,
    );
  });

  it("is plain data whose clones share the samples", async () => {
    const memory = await createTrainingMemory({ architecture, samples: 2, shared: true });
    const clone = structuredClone(memory);
    loadSamples(memory, 1, new Uint8Array(49).fill(9), Uint8Array.of(2));
    expect(new Uint8Array(clone.memory.buffer, clone.images, 98).filter((x) => x === 9)).toHaveLength(49);
    expect(new Uint8Array(clone.memory.buffer, clone.labels, 2)).toEqual(Uint8Array.of(0, 2));
    await expect(createTrainingMemory({ architecture, samples: 2 }).then(structuredClone)).rejects.toThrow();
  });

  it("has nothing in it that the kernel put there when it was instantiated", async () => {
    const memory = await createTrainingMemory({ architecture, samples: 2, trainers: 2 });
    await openTrainer(memory, 1);
    const before = new Uint8Array(memory.memory.buffer, 0, memory.firstTrainer + memory.trainerStride);
    expect(before.every((byte) => byte === 0)).toBe(true);
  });

  it("that is too large for WebAssembly is refused", async () => {
    await expect(createTrainingMemory({ architecture, samples: 9e7 })).rejects.toThrow(
      /need \d+ MiB of memory, but WebAssembly can address no more than 4096 MiB/,
    );
  });

  it("cannot be shared where the platform shares none", async () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    await expect(createTrainingMemory({ architecture, samples: 1, shared: true })).rejects.toThrow(
      UsageError,
    );
    await expect(createTrainingMemory({ architecture, samples: 1 })).resolves.toBeDefined();
  });

  it.each([{ samples: 0 }, { samples: 1.5 }, { samples: 1, trainers: 0 }])(
    "cannot have %o",
    async (options) => {
      await expect(createTrainingMemory({ architecture, ...options })).rejects.toThrow(RangeError);
    },
  );
});

describe("loading samples refuses", () => {
  const load = async (first: number, pixels: Uint8Array | Float32Array, labels: Uint8Array) =>
    loadSamples(await createTrainingMemory({ architecture, samples: 3 }), first, pixels, labels);

  it("a label that is no class", async () => {
    const loading = load(0, new Uint8Array(98), Uint8Array.of(2, 3));
    await expect(loading).rejects.toThrow(new InputError("label 3 is not below 3", { row: 1 }));
  });

  it.each([
    ["samples beyond the memory", 2, new Uint8Array(98), new Uint8Array(2)],
    ["too few pixels", 0, new Uint8Array(97), new Uint8Array(2)],
    ["pixels of another type", 0, new Float32Array(98), new Uint8Array(2)],
  ])("%s", async (_, first, pixels, labels) => {
    await expect(load(first, pixels, labels)).rejects.toThrow(RangeError);
  });
});

it("a memory has only so many trainers", async () => {
  const memory = await createTrainingMemory({ architecture, samples: 1, trainers: 2 });
  await expect(openTrainer(memory, 2)).rejects.toThrow(RangeError);
});
