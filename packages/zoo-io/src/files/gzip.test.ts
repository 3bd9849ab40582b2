import { InputError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { bytesInChunks, concatenate } from "./byte-chunks.js";
import * as chunked from "./gzip.js";
import { isGzip } from "./gzip.js";

const whole = async (chunks: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return concatenate(all);
};
const gzip = (bytes: Uint8Array) => whole(chunked.gzip(bytesInChunks(bytes)));
const gunzip = (bytes: Uint8Array, file?: string, most?: number) =>
  whole(chunked.gunzip(bytesInChunks(bytes), file, most));

const text = new TextEncoder().encode(
  Array.from({ length: 3000 }, (_, i) => `${i},${Math.sqrt(i)}\n`).join(""),
);

test("what is packed is unpacked, and packed again to the same bytes", async () => {
  const packed = await gzip(text);
  expect(isGzip(packed)).toBe(true);
  expect(packed.length).toBeLessThan(text.length);
  expect(await gunzip(packed)).toEqual(text);
  expect(await gzip(text)).toEqual(packed);
});

describe("several members and padding", () => {
  const [a, b] = [text.subarray(0, 1000), text.subarray(1000)];
  const zeros = new Uint8Array(512);
  test.each<[string, (packed: readonly Uint8Array[]) => readonly Uint8Array[]]>([
    ["two members", ([first, second]) => [first!, second!]],
    ["zeros after the last", ([first, second]) => [first!, second!, zeros]],
    ["zeros between two", ([first, second]) => [first!, zeros, second!]],
    ["a member of nothing", ([first, second, empty]) => [empty!, first!, empty!, second!]],
  ])("%s, cut anywhere", async (_, order) => {
    const packed = [await gzip(a), await gzip(b), await gzip(new Uint8Array(0))];
    const file = concatenate(order(packed));
    expect(await gunzip(file)).toEqual(text);
    for (let cut = 1; cut < file.length; cut += 997) {
      const pieces = async function* () {
        yield file.subarray(0, cut);
        yield file.subarray(cut);
      };
      expect(Buffer.compare(await whole(chunked.gunzip(pieces())), text)).toBe(0);
    }
  });

  test("a second member that is cut off is refused", async () => {
    const file = concatenate([await gzip(a), (await gzip(b)).subarray(0, -9)]);
    await expect(gunzip(file, "m.gz")).rejects.toThrow(
      "m.gz: is a damaged gzip file (its last member is cut off)",
    );
  });
});

test("holds no time, and no operating system", async () => {
  const packed = await gzip(text);
  expect(Array.from(packed.subarray(4, 8))).toEqual([0, 0, 0, 0]);
  expect(packed[9]).toBe(255);
});

const changed = (packed: Uint8Array, at: number) => {
  const copy = packed.slice();
  copy[at < 0 ? packed.length + at : at]! ^= 0x55;
  return copy;
};

test.each<[string, (packed: Uint8Array) => Uint8Array]>([
  ["cut in its header", (packed) => packed.subarray(0, 7)],
  ["cut in the middle", (packed) => packed.subarray(0, packed.length >> 1)],
  ["cut before its checksum", (packed) => packed.subarray(0, -8)],
  ["cut by a byte", (packed) => packed.subarray(0, -1)],
  ["of a wrong checksum", (packed) => changed(packed, -8)],
  ["of a wrong length", (packed) => changed(packed, -1)],
  ["changed in the middle", (packed) => changed(packed, packed.length >> 1)],
  ["of an unknown method", (packed) => changed(packed, 2)],
  ["followed by something else", (packed) => Buffer.concat([packed, Buffer.from("junk")])],
  ["that is plain text", () => text],
  ["that is empty", () => new Uint8Array(0)],
])("a file %s is refused by name, with a reason", async (_, damage) => {
  const opened = gunzip(damage(await gzip(text)), "metrics.csv.gz");
  await expect(opened).rejects.toThrow(InputError);
  await expect(opened).rejects.toThrow(/^metrics\.csv\.gz: is a damaged gzip file \([A-Za-z ]+\)$/);
  await expect(opened).rejects.toThrow(expect.objectContaining({ cause: expect.any(Error) }));
});

test("a file that unpacks to too much is given up on", async () => {
  const bomb = await gzip(new Uint8Array(10_000_000));
  expect(bomb.length).toBeLessThan(20_000);
  await expect(gunzip(bomb, "bomb.gz", 1_000_000)).rejects.toThrow(
    "bomb.gz: unpacks to more than 1000000 bytes",
  );
  expect(await gunzip(bomb, "bomb.gz", 10_000_000)).toHaveLength(10_000_000);
});
