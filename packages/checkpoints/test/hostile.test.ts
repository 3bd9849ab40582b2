import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { fileOf, goldenBytes, goldenFile } from "./golden-file.js";
import { field, number } from "./protobuf.js";

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
    /is in an unknown format; expected .*safetensors/,
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

test("an HDF5 file of libver='latest' is refused with what to do", async () => {
  await expect(openCheckpoint(goldenFile("keras/latest.h5"))).rejects.toThrow(
    /keeps its names in a heap, as files of libver='latest' do; save the file anew/,
  );
});

test("an HDF5 group that leads back to itself is refused", async () => {
  const bytes = Buffer.from(goldenBytes("keras/network.weights.h5"));
  const tree = bytes.indexOf("TREE");
  // The tree becomes a node of the level above, whose child is itself.
  bytes.writeUInt8(1, tree + 5);
  bytes.writeBigUInt64LE(BigInt(tree), tree + 32);
  await expect(openCheckpoint(fileOf(new Uint8Array(bytes), "a.h5"))).rejects.toThrow(/leads back to itself/);
});

/** A model of one initialiser of two f32. */
function onnxOf(...fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const tensor = Buffer.concat([number(1, 2), number(2, 1), field(8, "w"), ...fields]);
  return new Uint8Array(Buffer.concat([number(1, 8), field(7, field(5, tensor))]));
}

const inFile = (name: string) => field(13, Buffer.concat([field(1, "location"), field(2, name)]));

test.each([
  [
    "elements that are cut",
    onnxOf(field(9, new Uint8Array(4))),
    /tensor w has 4 bytes, where its shape takes 8/,
  ],
  ["a type that is not known", onnxOf(number(2, 99)), /tensor w has elements of ONNX type 99; read are f32/],
  [
    "a file of another folder",
    onnxOf(inFile("../../etc/passwd"), number(14, 1)),
    /which is no file of the same folder/,
  ],
  ["a file that is missing", onnxOf(inFile("absent"), number(14, 1)), /absent: does not exist/],
  ["no graph", new Uint8Array([8, 8]), /holds no graph/],
  ["a field that reaches over the file", new Uint8Array([8, 8, 0x3a, 0x7f, 1]), /reaches over its message/],
])("ONNX: %s", async (_, bytes, message) => {
  const opening = openCheckpoint(fileOf(bytes, "a.onnx"), { neighbour: goldenFile });
  await expect(opening).rejects.toBeInstanceOf(InputError);
  await expect(openCheckpoint(fileOf(bytes, "a.onnx"), { neighbour: goldenFile })).rejects.toThrow(message);
});

test.each([
  ["no manifest", {}, /no weightsManifest/],
  [
    "a path to another folder",
    { weightsManifest: [{ paths: ["../a"], weights: [] }] },
    /no file of the same folder/,
  ],
  [
    "an unknown dtype",
    { weightsManifest: [{ paths: ["one.npy"], weights: [{ name: "w", dtype: "complex64", shape: [1] }] }] },
    /weight w has dtype complex64; read are float32/,
  ],
  [
    "another size than its files",
    { weightsManifest: [{ paths: ["one.npy"], weights: [{ name: "w", dtype: "float32", shape: [1] }] }] },
    /its weights take 4 bytes, but one\.npy have 152/,
  ],
])("TensorFlow.js: %s", async (_, json, message) => {
  const bytes = new Uint8Array(new TextEncoder().encode(JSON.stringify(json)));
  await expect(openCheckpoint(fileOf(bytes, "model.json"), { neighbour: goldenFile })).rejects.toThrow(
    message,
  );
});

test("work that was cancelled stops", async () => {
  const checkpoint = await openCheckpoint(goldenFile("typed.safetensors"));
  await expect(checkpoint.read("f32", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("a zip file whose sizes contradict each other is refused in words of its own", async () => {
  const whole = goldenBytes("packed.npz");
  const shifted = new Uint8Array([...whole.slice(0, 779), 0, 0, 0, ...whole.slice(779)]);
  const read = async () => {
    const checkpoint = await openCheckpoint(fileOf(shifted, "packed.npz"));
    for (const { name } of checkpoint.tensors) await checkpoint.read(name);
  };
  await expect(read()).rejects.toThrow(/^packed\.npz, byte \d+: .*its sizes contradict each other/);
});

test("a file of tfjs weights whose name is an object is refused", async () => {
  const model = { weightsManifest: [{ paths: [{ toString: 1 }], weights: [] }] };
  const file = fileOf(new TextEncoder().encode(JSON.stringify(model)), "model.json");
  await expect(openCheckpoint(file)).rejects.toThrow(
    'model.json: names {"toString":1}, which is no file of the same folder',
  );
});
