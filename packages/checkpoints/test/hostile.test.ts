import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { fileOf, goldenBytes, goldenFile } from "./golden-file.js";

test("a pickle that calls os.system is refused by name, with the byte", async () => {
  await expect(openCheckpoint(goldenFile("hostile.pt"))).rejects.toThrow(
    /^hostile\.pt, byte \d+: its pickle hostile\/data\.pkl names (?:posix|os)\.system, .* refused/,
  );
});

test("a whole module is refused with what to do", async () => {
  await expect(openCheckpoint(goldenFile("module.pt"))).rejects.toThrow(
    /names torch\.nn\.modules\.container\.Sequential, .* Save the state_dict\(\) alone/,
  );
});

test("files of PyTorch before 1.6 are refused with what to do", async () => {
  await expect(openCheckpoint(goldenFile("old.pth"))).rejects.toThrow(
    /before PyTorch 1\.6.* save its state_dict/,
  );
});

test("files of no known format are refused with the known ones", async () => {
  await expect(openCheckpoint(fileOf(new Uint8Array(20), "notes.txt"))).rejects.toThrow(
    /of no known format; read are .*safetensors/,
  );
});

function safetensors(header: unknown, data = 0, length?: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (shape: unknown, ...offsets: unknown[]) => ({ dtype: "F32", shape, data_offsets: offsets });

test.each([
  [
    "a header larger than allowed",
    safetensors("{}", 0, 2 ** 40),
    /byte 0: claims a header of 1099511627776 bytes/,
  ],
  ["a header that is cut", safetensors("{}", 0, 400), /is truncated/],
  ["a header that is no JSON", safetensors("{nope"), /byte 8: its header is not JSON/],
  [
    "NaN in a header",
    safetensors('{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}', 4),
    /is not JSON/,
  ],
  ["overlapping tensors", safetensors({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /tensor b overlaps/],
  ["a gap", safetensors({ a: f32([1], 4, 8) }, 8), /4 bytes before tensor a belong to no tensor/],
  ["bytes at the end", safetensors({ a: f32([1], 0, 4) }, 8), /4 bytes after its last tensor/],
  ["data that are cut", safetensors({ a: f32([2], 0, 8) }, 4), /is truncated: its tensors end at byte/],
  [
    "offsets that disagree with the shape",
    safetensors({ a: f32([3], 0, 8) }, 8),
    /spans 8 bytes, but F32 of shape/,
  ],
  ["an impossible shape", safetensors({ a: f32([2 ** 30, 2 ** 30], 0, 8) }, 8), /impossible shape/],
  ["a negative side", safetensors({ a: f32([-1], 0, 4) }, 4), /no shape of whole numbers/],
  [
    "an unknown dtype",
    safetensors({ a: { ...f32([1], 0, 4), dtype: "F4" } }, 4),
    /has dtype F4; read are BOOL/,
  ],
  [
    "metadata that are no texts",
    safetensors({ __metadata__: { a: 1 } }),
    /__metadata__ is not an object of texts/,
  ],
])("safetensors: %s", async (_, bytes, message) => {
  const opening = openCheckpoint(fileOf(bytes, "a.safetensors"));
  await expect(opening).rejects.toBeInstanceOf(InputError);
  await expect(openCheckpoint(fileOf(bytes, "a.safetensors"))).rejects.toThrow(message);
});

test.each(["../a.safetensors", "/etc/a.safetensors", "a\\b.safetensors", "passwd", 3])(
  "an index may not name %s",
  async (shard) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ weight_map: { a: shard } }));
    await expect(
      openCheckpoint(fileOf(new Uint8Array(bytes), "m.safetensors.index.json"), { neighbour: goldenFile }),
    ).rejects.toThrow(/which is no file of its folder|in a file that is none/);
  },
);

test("a zip entry whose name leads out of its folder is refused", async () => {
  const bytes = goldenBytes("arrays.npz");
  // The names of the entries stand before their bytes and in the directory at the end: b.npy becomes ../py.
  const text = Buffer.from(bytes);
  for (let at = text.indexOf("f16.npy"); at >= 0; at = text.indexOf("f16.npy", at + 1))
    text.write("../.npy", at);
  await expect(openCheckpoint(fileOf(new Uint8Array(text), "a.npz"))).rejects.toThrow(
    /[Uu]nsafe filename|leads out of its folder/,
  );
});

test("a zip entry that claims to unpack to more than deflate can is refused", async () => {
  const text = Buffer.from(goldenBytes("packed.npz"));
  const directory = text.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  text.writeUInt32LE(0x7fffffff, directory + 24);
  await expect(openCheckpoint(fileOf(new Uint8Array(text), "a.npz"))).rejects.toThrow(
    /more than deflate can/,
  );
});

test("work that was cancelled stops", async () => {
  const checkpoint = await openCheckpoint(goldenFile("typed.safetensors"));
  await expect(checkpoint.read("f32", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});
