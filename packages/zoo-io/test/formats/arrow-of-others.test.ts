import { fileURLToPath } from "node:url";
import { InputError } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { describe, expect, test } from "vitest";
import { openZoo } from "../../src/node.js";

/** Arrow files of zoos that pandas and pyarrow wrote: golden/make_arrow.py. */
const open = (name: string): Promise<Zoo> =>
  openZoo(fileURLToPath(new URL(`../golden/arrow/${name}`, import.meta.url)));

async function weightsOf(zoo: Zoo, rows: readonly number[]): Promise<number[]> {
  const all: number[] = [];
  for await (const { weights } of zoo.blocks({ rows })) {
    all.push(...weights.data.subarray(0, weights.rows * weights.columns));
  }
  return all;
}
const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => (from + i) / 8);

describe("an Arrow file that pandas wrote", () => {
  test.each(["pandas.arrow", "uncompressed.feather"])(
    "%s holds the values that it was made of",
    async (name) => {
      const zoo = await open(name);
      const { metrics } = zoo;
      expect(zoo.rows).toBe(6);
      expect(metrics.runs).toEqual(["a", "b"]);
      expect(metrics.column("step")).toEqual({ kind: "integer", values: Int32Array.of(0, 1, 2, 0, 1, 2) });
      expect(metrics.column("config.epochs").kind).toBe("integer");
      expect(Array.from(metrics.numbers("test_accuracy"))).toEqual([0.1, 0.25, 0.5, 0.125, 0.75, 1]);
      expect(Array.from(metrics.numbers("config.dropout"))).toEqual([0.5, 0.5, 0.5, Number.NaN, 0.25, 0.25]);
      expect(metrics.column("laststep")).toEqual({
        kind: "boolean",
        values: Uint8Array.of(0, 0, 1, 0, 0, 1),
      });
      expect(metrics.text("config.activation")).toEqual(["relu", "relu", "relu", "tanh", "tanh", ""]);
      expect(metrics.column("note")).toMatchObject({ kind: "category", categories: ["x", "y"] });
      expect(await weightsOf(zoo, [0, 1, 2, 3, 4, 5])).toEqual(numbered(0, 24));
      expect(await weightsOf(zoo, [5, 3])).toEqual([...numbered(20, 4), ...numbered(12, 4)]);
    },
  );

  test("in lists of f64, dictionaries and small types holds the same", async () => {
    const zoo = await open("lists.arrow");
    const { metrics } = zoo;
    expect(metrics.column("step")).toEqual({ kind: "integer", values: Int32Array.of(2, 0, 1, 2) });
    expect(metrics.text("config.activation")).toEqual(["relu", "tanh", "tanh", ""]);
    expect(metrics.text("note")).toEqual(["x", "y", "x", "y"]);
    expect(Array.from(metrics.numbers("test_accuracy"))).toEqual([0.5, 0.125, 0.75, 1]);
    expect(await weightsOf(zoo, [0, 1, 2, 3])).toEqual(numbered(8, 16));
    expect(await weightsOf(zoo, [2])).toEqual(numbered(16, 4));
  });
});

test.each([
  ["compressed.feather", /is compressed.*write it without compression/],
  ["stream.arrow", /is an Arrow stream.*write it as a file/],
  ["without-layout.arrow", /has no layout.*'weightcast\.layout'/],
  ["timestamp.arrow", /column when: has the type Timestamp.*cast it to/],
  ["short.arrow", /row 2, column weights: has 3 weights, and the layout 4/],
  ["missing.arrow", /column weights: has nulls/],
])("%s is refused with what to do", async (name, problem) => {
  const error: unknown = await open(name).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toMatch(problem);
});
