import { expect, test } from "vitest";
import { InputError } from "./errors.js";
import { parseJsonText } from "./json-text.js";

test("a byte order mark is passed over, once", () => {
  expect(parseJsonText('\uFEFF{"num_leaves": 31}')).toEqual({ num_leaves: 31 });
  expect(() => parseJsonText("\uFEFF\uFEFF1", "p.json")).toThrow(/^p\.json: is not JSON: /);
});

test("what is not JSON, or too long, is refused by name", () => {
  expect(() => parseJsonText("{", "p.json")).toThrow(InputError);
  expect(() => parseJsonText("", "p.json")).toThrow(/^p\.json: is not JSON: /);
  const long = " ".repeat(2 ** 26 + 1);
  expect(() => parseJsonText(long, "p.json")).toThrow("p.json: has 67108865 characters; at most 67108864");
});
