import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AnswerDescriber } from "../src/probes/answer-describer.js";
import cases from "./golden/answers.json" with { type: "json" };

function goldenBytes(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(`golden/${file}`, import.meta.url))).buffer;
}

/** Columns `from` to `to` of [rows, width] values. */
function columnsOf(values: Float32Array, width: number, from: number, to: number): Float32Array {
  return values.filter((_, i) => i % width >= from && i % width < to);
}

describe.each(Object.entries(cases))("numpy's description of answers with %s", (name, sizes) => {
  const { networks, images, classes, units } = sizes;
  const answers = new Float32Array(goldenBytes(`${name}.answers.f32`));
  const expected = new Float64Array(goldenBytes(`${name}.description.f64`));
  const labels = Int32Array.from({ length: images }, (_, image) => image % classes);
  const describer = new AnswerDescriber(sizes, labels);
  const answersOf = (network: number): [logits: Float32Array, units: Float32Array] => {
    const width = classes + units;
    const own = answers.subarray(network * images * width, (network + 1) * images * width);
    return [columnsOf(own, width, 0, classes), columnsOf(own, width, classes, width)];
  };

  it("has as many columns", () => {
    expect(describer.columns.length * networks).toBe(expected.length);
    expect(new Set(describer.columns).size).toBe(describer.columns.length);
  });

  it.each(Array.from({ length: networks }, (_, network) => network))("network %i", (network) => {
    const found = describer.describe(...answersOf(network));
    for (const [i, column] of describer.columns.entries()) {
      const wanted = expected[network * found.length + i]!;
      // Singular values are roots of the Gram matrix's eigenvalues: half of the digits.
      const tolerance = column.includes("singular") ? 1e-7 : 1e-11;
      expect(Math.abs(found[i]! - wanted), column).toBeLessThanOrEqual(tolerance * (1 + Math.abs(wanted)));
    }
  });

  it("without labels, has the columns before those of the labels", () => {
    const free = new AnswerDescriber(sizes, undefined);
    const labelled = describer.describe(...answersOf(0)).slice(0, free.columns.length);
    expect(free.columns).toEqual(describer.columns.slice(0, free.columns.length));
    expect(free.describe(...answersOf(0))).toEqual(labelled);
  });
});

describe("a network", () => {
  const shape = { images: 4, classes: 2, units: 3 };
  const describer = new AnswerDescriber(shape, Int32Array.of(0, 1, 0, 1));

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("with an answer of %d is described by NaN", (value) => {
    const good = describer.describe(new Float32Array(8), new Float32Array(12)).slice();
    expect(good.every(Number.isFinite)).toBe(true);
    const answers = new Float32Array(8);
    answers[5] = value;
    expect(describer.describe(answers, new Float32Array(12)).every(Number.isNaN)).toBe(true);
    const units = new Float32Array(12);
    units[11] = value;
    expect(describer.describe(new Float32Array(8), units).every(Number.isNaN)).toBe(true);
    expect(describer.describe(new Float32Array(8), new Float32Array(12))).toEqual(good);
  });

  it("with huge answers has finite features", () => {
    const row = describer.describe(
      Float32Array.of(1e38, -1e38, -1e38, 1e38, 1e38, 0, 0, 1e38),
      new Float32Array(12).fill(1e38),
    );
    expect(row.every(Number.isFinite)).toBe(true);
  });
});
