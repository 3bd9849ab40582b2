import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contactSheet } from "../src/probes/contact-sheet.js";
import { encodePng } from "../src/probes/png.js";

/** The chunks of a PNG file by name. */
function chunksOf(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let start = 8; start < bytes.length; ) {
    const length = view.getUint32(start);
    const name = new TextDecoder().decode(bytes.subarray(start + 4, start + 8));
    chunks.set(name, bytes.subarray(start + 8, start + 8 + length));
    start += length + 12;
  }
  return chunks;
}

describe("encodePng", () => {
  it.each([1, 3] as const)("keeps the pixels of %i channels, over more than one stored block", (channels) => {
    const [width, height] = [300, 250];
    const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7) % 251);
    const file = encodePng({ width, height, channels, pixels });
    const chunks = chunksOf(file);
    expect(Array.from(chunks.keys())).toEqual(["IHDR", "IDAT", "IEND"]);
    // Inflating checks the stream's check sum too.
    const lines = inflateSync(chunks.get("IDAT") ?? new Uint8Array());
    const line = width * channels + 1;
    expect(lines.length).toBe(height * line);
    expect(lines.filter((_, i) => i % line === 0).every((filter) => filter === 0)).toBe(true);
    expect(Uint8Array.from(lines.filter((_, i) => i % line !== 0))).toEqual(pixels);
  });

  it("has the check sum that the format wants", () => {
    const file = encodePng({ width: 1, height: 1, channels: 1, pixels: Uint8Array.of(0) });
    // Every PNG file ends with this chunk.
    expect(Array.from(file.subarray(-12))).toEqual([
      0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]);
  });
});

describe("contactSheet", () => {
  it("has a line for each class and set", () => {
    const images = Float32Array.of(-1, 1, 0, 1, -1, 1, 0.5, -1);
    const labels = Int32Array.of(0, 1, 0, 1);
    const shape = { height: 1, width: 1, channels: 1 };
    const { width, height, channels, pixels } = contactSheet(images, labels, 2, shape);
    expect([width, height, channels]).toEqual([8, 14, 1]);
    const at = (line: number, column: number) => pixels[(2 + 3 * line) * width + 2 + 3 * column];
    expect([0, 1, 2, 3].map((line) => [at(line, 0), at(line, 1)])).toEqual([
      [0, 128],
      [255, 255],
      [0, 191],
      [255, 0],
    ]);
    expect(pixels[0]).toBe(128);
  });
});
