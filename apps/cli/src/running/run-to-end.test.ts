import { InputError } from "@weightcast/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runToEnd } from "./run-to-end.js";

let written: { stdout: string; stderr: string };

beforeEach(() => {
  written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += text;
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test("a command that ends well leaves the exit code alone", async () => {
  await runToEnd(async () => {}, []);
  process.emit("beforeExit", 0);
  expect([process.exitCode, written]).toEqual([undefined, { stdout: "", stderr: "" }]);
});

test("one that nothing goes on with is told of, once", () => {
  void runToEnd(() => new Promise(() => {}), []);
  process.emit("beforeExit", 0);
  process.emit("beforeExit", 0);
  expect(process.exitCode).toBe(1);
  expect(written.stderr).toMatch(/^weightcast: the command stopped in its midst, .*please report it\n$/);
});

test("with --json a failure is one document on stdout", async () => {
  const error = new InputError("is truncated\u001b[2J", { file: "weights.npy", byte: 40 });
  await runToEnd(() => Promise.reject(error), ["score", "--json"]);
  expect(process.exitCode).toBe(2);
  expect(JSON.parse(written.stdout)).toEqual({
    error: {
      code: "BAD_INPUT",
      message: "weights.npy, byte 40: is truncated [2J",
      file: "weights.npy",
      byte: 40,
    },
  });
});
