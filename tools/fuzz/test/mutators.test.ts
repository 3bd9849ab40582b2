import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { damageBytes } from "../src/mutators/bytes.js";
import { damageCsv } from "../src/mutators/csv.js";
import { Dice } from "../src/mutators/dice.js";
import { inGzip } from "../src/mutators/gzip.js";
import { damageNpy, damageSafetensors } from "../src/mutators/headed.js";
import { damageJson } from "../src/mutators/json.js";
import { damageProtobuf } from "../src/mutators/protobuf.js";
import { damageTar, tarOf } from "../src/mutators/tar.js";
import { damageText } from "../src/mutators/text.js";
import { storedXz } from "../src/mutators/xz.js";
import { inZip, readZip, zipOf } from "../src/mutators/zip.js";

const CASES = 200;
const BYTES = Uint8Array.from({ length: 200 }, (_, i) => (i * 31) % 256);
const JSON_TEXT = JSON.stringify({ a: [1, 2, { b: "c" }], d: null, e: 0.5 });

/** The results of many cases of one mutator. */
function damaged<Content>(mutate: (content: Content, dice: Dice) => Content, content: Content): Content[] {
  return Array.from({ length: CASES }, (_, index) => mutate(content, new Dice(1, "test", index)));
}

test("the same case is damaged in the same way, another case in another", () => {
  const once = damaged(damageBytes, BYTES).map((bytes) => Buffer.from(bytes).toString("hex"));
  const again = damaged(damageBytes, BYTES).map((bytes) => Buffer.from(bytes).toString("hex"));
  expect(again).toEqual(once);
  expect(new Set(once).size).toBeGreaterThan(0.9 * CASES);
});

test("samples stay as they are", () => {
  const sample = BYTES.slice();
  for (const mutate of [damageBytes, damageProtobuf, damageTar, damageNpy]) damaged(mutate, sample);
  expect(sample).toEqual(BYTES);
});

describe("most damaged inputs keep the structure", () => {
  const share = (inputs: readonly unknown[], isSound: (input: never) => unknown) =>
    inputs.filter((input) => {
      try {
        return isSound(input as never) !== false;
      } catch {
        return false;
      }
    }).length / inputs.length;

  test("of JSON", () => {
    const texts = damaged(damageJson, JSON_TEXT);
    expect(share(texts, (text: string) => JSON.parse(text.replace(/^\ufeff/, "")) !== null)).toBeGreaterThan(
      0.7,
    );
    expect(new Set(texts).size).toBeGreaterThan(0.6 * CASES);
  });

  test("of gzip, within which the content differs", () => {
    const packed = damaged(inGzip(damageBytes), gzipSync(BYTES));
    expect(share(packed, (bytes: Uint8Array) => !gunzipSync(bytes).equals(BYTES))).toBeGreaterThan(0.5);
  });

  test("of zip", () => {
    const zip = zipOf([
      { name: "a.npy", bytes: BYTES },
      { name: "b.json", bytes: BYTES.slice(9) },
    ]);
    expect(readZip(zip).map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ["a.npy", 200],
      ["b.json", 191],
    ]);
    expect(
      share(
        damaged(
          inZip(() => damageBytes),
          zip,
        ),
        readZip,
      ),
    ).toBeGreaterThan(0.5);
  });

  test("of safetensors, whose length of the header fits", () => {
    const header = Buffer.from(JSON_TEXT);
    const sample = Buffer.concat([
      new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer),
      header,
      BYTES,
    ]);
    const inputs = damaged(damageSafetensors, new Uint8Array(sample));
    const headerOf = (bytes: Uint8Array) => {
      const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
      return JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString()) !== null;
    };
    expect(share(inputs, headerOf)).toBeGreaterThan(0.4);
  });
});

test("text and CSV are damaged in their own terms", () => {
  const texts = damaged(damageText, "activation = relu and step in (1, 18)");
  expect(texts.some((text) => text.includes("__proto__"))).toBe(true);
  expect(texts.some((text) => text.startsWith("activation = relu and step in ("))).toBe(true);
  const tables = damaged(damageCsv, "a,b\n1,2\n3,4\n");
  expect(
    tables.some((text) => text.split("\n").every((line) => line.split(",").length === 3 || line === "")),
  ).toBe(true);
});

test("archives that are written are sound", async () => {
  const archive = tarOf([{ path: "zoo/a", bytes: BYTES }]);
  expect(archive.length % 512).toBe(0);
  const header = archive.slice(0, 512);
  const told = Number.parseInt(Buffer.from(header.subarray(148, 154)).toString(), 8);
  header.fill(32, 148, 156);
  expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(told);
  expect(Array.from(storedXz(archive).slice(-2))).toEqual([0x59, 0x5a]);
});
