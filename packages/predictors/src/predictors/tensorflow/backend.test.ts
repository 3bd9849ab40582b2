import { UsageError } from "@weightcast/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { onBackend } from "../../../test/tensorflow-backend-of-test.js";
import { currentBackend, useBackend } from "./backend.js";

afterEach(() => vi.restoreAllMocks());

describe("useBackend", () => {
  it.for([
    ["native", "tensorflow (native)"],
    ["wasm", "wasm"],
    ["cpu", "cpu (JavaScript)"],
  ] as const)("%s computes under the name %s and prints nothing", async ([name, label], context) => {
    const printed = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
    await onBackend(name, context);
    const { tf, label: current } = await currentBackend();
    expect(current).toBe(label);
    expect(
      Array.from(
        tf.tidy(() =>
          tf
            .ones([2, 3])
            .matMul(tf.ones([3, 1]))
            .dataSync(),
        ),
      ),
    ).toEqual([3, 3]);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it("says that a backend does not work here", async () => {
    // The test runner itself uses `nextTick` meanwhile.
    vi.stubGlobal("process", { nextTick: process.nextTick });
    const choice = useBackend("native");
    await expect(choice).rejects.toThrow(UsageError);
    await expect(choice).rejects.toThrow(
      "the TensorFlow.js backend 'native' does not work here: it needs Node",
    );
    vi.unstubAllGlobals();
  });
});

describe("currentBackend", () => {
  it("is the fastest that works", async () => {
    vi.resetModules();
    const fresh = await import("./backend.js");
    const { label } = await fresh.currentBackend();
    const native = await useBackend("native").catch(() => undefined);
    expect(label).toBe(native ?? "wasm");
  });
});
