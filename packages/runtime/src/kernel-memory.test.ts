import { TemporaryError, UsageError } from "@weightcast/core";
import { describe, expect, test, vi } from "vitest";
import { KernelMemory } from "./kernel-memory.js";

/** (module (import "env" "memory" (memory 1)) (func (export "firstFreeByte") (result i32) i32.const 100)) */
const MODULE = new WebAssembly.Module(
  // biome-ignore format: section by section
  Uint8Array.of(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 5, 1, 0x60, 0, 1, 0x7f,
    2, 15, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1,
    3, 2, 1, 0,
    7, 17, 1, 13, 0x66, 0x69, 0x72, 0x73, 0x74, 0x46, 0x72, 0x65, 0x65, 0x42, 0x79, 0x74, 0x65, 0, 0,
    10, 7, 1, 5, 0, 0x41, 0xe4, 0, 0x0b,
  ),
);

const create = () => new KernelMemory(MODULE, false, (bytes) => `no ${bytes} bytes`);

describe("memory for kernels", () => {
  test("is given out from the module's first free byte on, each array on a cache line of its own", () => {
    const memory = create();
    expect([memory.allocate(1), memory.allocate(65), memory.allocate(0)]).toEqual([128, 192, 320]);
    memory.clear();
    expect(memory.allocate(8)).toBe(128);
  });

  test("grows, and keeps what it holds", () => {
    const memory = create();
    const small = memory.allocate(16);
    memory.f64(small, 2).set([1.5, -2]);
    const large = memory.allocate(1_000_000);
    memory.u8(large, 1_000_000).fill(7);
    expect(Array.from(memory.f64(small, 2))).toEqual([1.5, -2]);
    expect(memory.i32(large, 1)[0]).toBe(0x07070707);
    expect(memory.f32(small, 4)).toHaveLength(4);
  });

  test("ends with an error that says what was needed", () => {
    const memory = create();
    expect(() => memory.allocate(2 ** 33)).toThrow(new UsageError(`no ${2 ** 33 + 128} bytes`));
    expect(memory.allocate(8)).toBe(128);
  });

  test("can be asked for again where the system did not grant it", () => {
    const memory = create();
    const grow = vi.spyOn(memory.memory, "grow").mockImplementation(() => {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    });
    expect(() => memory.allocate(2 ** 20)).toThrow(TemporaryError);
    expect(() => memory.allocate(2 ** 20)).toThrow(/^memory is short: the system does not grant the 2 MiB/);
    grow.mockRestore();
    expect(memory.allocate(2 ** 20)).toBe(128);
  });
});
