import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableJson } from "./printable.js";

test("escape sequences, separators and marks of direction are replaced; lines and words stay", () => {
  expect(printable("a\u001b[2Jb\u009b5mc\rd\u2028e\u202ef\u007f")).toBe(
    "a\ufffd[2Jb\ufffd5mc\ufffdd\ufffde\ufffdf\ufffd",
  );
  expect(printable("größe\n学習 (3, 3)")).toBe("größe\n学習 (3, 3)");
});

test("JSON keeps its value and holds no control character", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      const json = printableJson(JSON.stringify(texts, null, 2));
      expect(JSON.parse(json)).toEqual(texts);
      expect(printable(json)).toBe(json);
    }),
  );
});
