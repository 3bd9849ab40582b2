import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import { foreignProblem } from "./system-errors.js";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
const system = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: raw`), { code, errno: -1, syscall: "open", path });

test.each<[string, unknown, RegExp]>([
  ["a missing file", thrownBy(() => openSync("/nowhere/x", "r")), /^\/nowhere\/x: it does not exist$/],
  ["open files", system("EMFILE", "/a/b"), /^\/a\/b: .* files open .*ulimit -n/],
  ["a busy file", system("EBUSY", "/a"), /^\/a: it is in use by another program/],
  ["another code", system("EXDEV", "/a"), /^\/a: the system refused \(EXDEV\)$/],
  ["a code without a path", system("ENOMEM"), /^open: memory is short/],
  [
    "a typed array",
    thrownBy(() => new Float64Array(-1)),
    /^memory is short \(Invalid typed array length: -1\)/,
  ],
  ["a long string", thrownBy(() => "ab".repeat(2 ** 29)), /^memory is short \(Invalid string length\)/],
  ["a closed descriptor", thrownBy(() => closeSync(999_999)), /^close: the system refused \(EBADF\)$/],
  [
    "a mistake of ours",
    thrownBy(() => (undefined as never as { x: 1 }).x),
    /a fault of weightcast, please report it/,
  ],
  ["a trap", new WebAssembly.RuntimeError("unreachable"), /^unreachable: this is a fault of weightcast/],
  ["an error with words of its own", new Error("the training diverged"), /^the training diverged$/],
  ["no error at all", "stop\u001b", /^stop\ufffd$/],
])("%s", (_, error, problem) => {
  expect(foreignProblem(error)).toMatch(problem);
});
