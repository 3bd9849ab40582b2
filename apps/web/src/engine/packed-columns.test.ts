import type { Column } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { packColumn, unpackColumn } from "./packed-columns.js";

test.each([
  [["zoo/1/ckpt-9", "", "zoo/2\nckpt"]],
  [["\n\u0000\u001e\u001f", "all separators"]],
  [["one"]],
  [[]],
])("texts come back as they were sent: %j", (values) => {
  const column: Column = { kind: "text", values };
  expect(unpackColumn(structuredClone(packColumn(column)))).toEqual(column);
});
