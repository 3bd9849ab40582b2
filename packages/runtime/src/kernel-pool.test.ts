import { describe, expect, test } from "vitest";
import { KernelMemory } from "./kernel-memory.js";
import { KernelPool } from "./kernel-pool.js";

/**
 * (module (import "env" "memory" (memory …))
 *   (func (export "firstFreeByte") (result i32) i32.const 100)
 *   (func (export "put") (param i32 i32) (i32.store (local.get 0) (local.get 1))))
 */
function putModule(isShared: boolean): WebAssembly.Module {
  const limits = isShared ? [3, 1, 0x80, 0x80, 4] : [0, 1];
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
  const section = (id: number, content: readonly number[]) => [id, content.length, ...content];
  return new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [2, 0x60, 0, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 0]),
      ...section(2, [1, ...name("env"), ...name("memory"), 2, ...limits]),
      ...section(3, [2, 0, 1]),
      ...section(7, [2, ...name("firstFreeByte"), 0, 0, ...name("put"), 0, 1]),
      ...section(10, [2, 5, 0, 0x41, 0xe4, 0, 0x0b, 9, 0, 0x20, 0, 0x20, 1, 0x36, 2, 0, 0x0b]),
    ),
  );
}

interface Slot {
  readonly address: number;
}

function openPool(threads: number, slotCount: number) {
  const module = putModule(threads > 0);
  const memory = new KernelMemory(module, threads > 0, (bytes) => `no ${bytes} bytes`);
  const slots = Array.from({ length: slotCount }, (): Slot => ({ address: memory.allocate(4) }));
  const scratches = Array.from({ length: threads }, (_, i) => i);
  return { memory, pool: new KernelPool(memory, { module, scratches, ownScratch: -1, slots }) };
}

describe.each([0, 1, 3])("a pool of %d threads", (threads) => {
  test("makes every call on a slot that no other call uses at the time", async () => {
    const { memory, pool } = openPool(threads, 2);
    const results: number[] = [];
    const inUse = new Set<Slot>();
    const calls: Promise<void>[] = [];
    for (let i = 0; i < 50; i++) {
      const { done } = await pool.submit(
        (slot) => {
          expect(inUse.has(slot)).toBe(false);
          inUse.add(slot);
        },
        ({ address }) => ["put", address, 7 * i],
        (slot) => {
          results[i] = memory.i32(slot.address, 1)[0] ?? Number.NaN;
          inUse.delete(slot);
        },
      );
      calls.push(done);
    }
    await Promise.all(calls);
    expect(results).toEqual(Array.from({ length: 50 }, (_, i) => 7 * i));
    await pool.stop();
  });

  test("gives each call the memory of the thread that makes it", async () => {
    const { memory, pool } = openPool(threads, 1);
    const { done } = await pool.submit(
      () => {},
      ({ address }, scratch) => ["put", address, scratch],
      ({ address }) => expect(memory.i32(address, 1)[0]).toBe(threads === 0 ? -1 : 0),
    );
    await done;
    await pool.stop();
  });

  test("rejects a call whose kernel fails, and makes others after it", async () => {
    const { memory, pool } = openPool(threads, 1);
    const broken = await pool.submit(
      () => {},
      () => ["put", 2 ** 31, 1],
      () => {},
    );
    await expect(broken.done).rejects.toThrow(WebAssembly.RuntimeError);
    const { done } = await pool.submit(
      () => {},
      ({ address }) => ["put", address, 5],
      ({ address }) => expect(memory.i32(address, 1)[0]).toBe(5),
    );
    await done;
    await pool.stop();
  });

  test("rejects a call whose result nobody can take, and frees its slot", async () => {
    const { pool } = openPool(threads, 1);
    const call = (take: () => void) =>
      pool.submit(
        () => {},
        ({ address }) => ["put", address, 1],
        take,
      );
    const refused = await call(() => {
      throw new RangeError("no room");
    });
    await expect(refused.done).rejects.toThrow("no room");
    await (await call(() => {})).done;
    await pool.stop();
  });
});

/** How many threads and their ports keep the process alive; pipes and timers of the test's surroundings come and go. */
function threadsAlive(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(Worker|MessagePort)$/.test(name)).length;
}

test("threads without work do not keep the process alive", async () => {
  const before = threadsAlive();
  const { pool } = openPool(2, 2);
  const { done } = await pool.submit(
    () => {},
    ({ address }) => ["put", address, 1],
    () => {},
  );
  expect(threadsAlive()).toBeGreaterThan(before);
  await done;
  expect(threadsAlive()).toBe(before);
  await pool.stop();
});
