import { describe, expect, test } from "vitest";
import {
  CancelledError,
  InputError,
  OutputExistsError,
  OutputUnwritableError,
  UsageError,
  WeightcastError,
} from "../src/index.js";

test.each([
  [new InputError("bad"), "InputError", "BAD_INPUT"],
  [new UsageError("odd"), "UsageError", "BAD_USAGE"],
  [new OutputExistsError("a/b", "choose another"), "OutputExistsError", "OUTPUT_EXISTS"],
  [new OutputUnwritableError("a/b", "a is a file"), "OutputUnwritableError", "OUTPUT_UNWRITABLE"],
  [new CancelledError("stopped"), "CancelledError", "CANCELLED"],
])("%s has its class's name and code", (error, name, code) => {
  expect(error).toBeInstanceOf(WeightcastError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name, code });
  expect(String(error)).toBe(`${name}: ${error.message}`);
});

describe("an InputError says where, as far as it is known", () => {
  test.each([
    [{}, "is wrong"],
    [{ file: "m.csv" }, "m.csv: is wrong"],
    [{ file: "m.csv", row: 0, column: "step" }, "m.csv, row 0, column step: is wrong"],
    [{ file: "w.npy", byte: 0 }, "w.npy, byte 0: is wrong"],
    [{ column: "" }, "column : is wrong"],
    [{ file: undefined, row: 3 }, "row 3: is wrong"],
  ])("%j", (location, message) => {
    const error = new InputError("is wrong", location);
    expect(error.message).toBe(message);
    expect(error).toMatchObject(location);
  });

  test("and keeps the cause", () => {
    const cause = new Error("deeper");
    expect(new InputError("is wrong", {}, { cause }).cause).toBe(cause);
  });
});

test("messages are one line without terminal codes, whatever they quote", () => {
  const error = new InputError("'a\r\n\tb\u001b[2J\u0085c\u2028d\u2029' is wrong", { column: "x\ny" });
  expect(error.message).toBe("column x y: 'a b [2J c d ' is wrong");
  expect(error.column).toBe("x\ny");
});

test("the middle of a long message is left out", () => {
  const { message } = new UsageError(`'${"a".repeat(100_000)}' is unknown; choose another name`);
  expect(message.length).toBeLessThan(2000);
  expect(message).toMatch(/^'a+ \[…\] a+' is unknown; choose another name$/);
});

test("an output that exists is named", () => {
  const error = new OutputExistsError("out/zoo", "choose another path");
  expect(error.path).toBe("out/zoo");
  expect(error.message).toBe("out/zoo already exists; choose another path");
});

test("an output that cannot be written is named, with the reason and its cause", () => {
  const cause = new Error("EACCES");
  const error = new OutputUnwritableError("out/zoo", "out is a file, not a folder; choose another path", {
    cause,
  });
  expect(error).toMatchObject({ path: "out/zoo", cause });
  expect(error.message).toBe("cannot write out/zoo: out is a file, not a folder; choose another path");
});
