import { packTar } from "modern-tar";
import { expect, test } from "vitest";
import { bytesInChunks } from "../files/byte-chunks.js";
import { tarEntries } from "./tar-entries.js";

const file = (name: string, size: number) => ({
  header: { name, size },
  body: new Uint8Array(size).fill(size),
});

test("an entry that is read in part, or not at all, does not hold up the entries after it", async () => {
  const sizes = [10, 3, 700, 100_000, 3, 0, 8];
  const tar = await packTar(sizes.map((size, i) => file(`file-${i}`, size)));
  const seen: [string, number][] = [];
  for await (const { path, pieces } of tarEntries(bytesInChunks(tar), "t.tar")) {
    const number = Number(path.slice(5));
    let bytes = 0;
    if (number % 3 === 0) for await (const piece of pieces) bytes += piece.length;
    if (number % 3 === 1) {
      for await (const piece of pieces) {
        bytes += piece.length;
        break;
      }
    }
    seen.push([path, bytes]);
  }
  expect(seen.map(([path]) => path)).toEqual(sizes.map((_, i) => `file-${i}`));
  expect(seen.filter((_, i) => i % 3 === 0).map(([, bytes]) => bytes)).toEqual([10, 100_000, 8]);
});

test("a reader may leave in the midst of an entry", async () => {
  const tar = await packTar([file("a", 200_000), file("b", 5)]);
  for await (const { pieces } of tarEntries(bytesInChunks(tar), "t.tar")) {
    for await (const _ of pieces) break;
    break;
  }
  const paths: string[] = [];
  for await (const { path } of tarEntries(bytesInChunks(tar), "t.tar")) paths.push(path);
  expect(paths).toEqual(["a", "b"]);
});
