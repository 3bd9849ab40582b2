import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { damageBytes, inSection, joined } from "./bytes.js";
import type { Dice } from "./dice.js";
import { HOSTILE_TEXTS } from "./hostile-values.js";
import { anyOf, type Mutator } from "./mutator.js";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;

interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Damages the entry of a zip file that `mutatorOf` has a mutator for, the list of entries, or the bytes of the file's directory. */
export function inZip(mutatorOf: (name: string) => Mutator): Mutator {
  return anyOf<Uint8Array>(
    inEntry(mutatorOf),
    inEntry(mutatorOf),
    inEntry(mutatorOf),
    damageList,
    damageDirectory,
    damageBytes,
  );
}

function inEntry(mutatorOf: (name: string) => Mutator): Mutator {
  return (zip, dice) => {
    const entries = readZip(zip);
    const chosen = dice.below(entries.length);
    return zipOf(
      entries.map((entry, i) =>
        i === chosen ? { name: entry.name, bytes: mutatorOf(entry.name)(entry.bytes, dice) } : entry,
      ),
      dice.chance(0.3),
    );
  };
}

const damageList: Mutator = (zip, dice) => {
  const entries = readZip(zip);
  const entry = dice.pick(entries);
  const others = entries.filter((other) => other !== entry);
  const changed: Record<string, () => ZipEntry[]> = {
    left: () => others,
    twice: () => [...entries, entry],
    renamed: () => [...others, { ...entry, name: newName(entry.name, dice) }],
    empty: () => [...others, { ...entry, bytes: new Uint8Array(0) }],
    bomb: () => [...others, { ...entry, bytes: new Uint8Array(dice.below(2 ** 22)) }],
  };
  return zipOf(changed[dice.pick(Object.keys(changed))]?.() ?? entries, dice.chance(0.5));
};

function newName(name: string, dice: Dice): string {
  return dice.chance(0.5) ? dice.pick(HOSTILE_TEXTS) : `${dice.pick(["../", "x/", "/"])}${name}`;
}

const damageDirectory: Mutator = inSection((zip) => {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  return [view.getUint32(zip.length - END_BYTES + 16, true), zip.length];
});

/** The entries of a sound zip file without a comment. */
export function readZip(zip: Uint8Array): ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - END_BYTES;
  if (view.getUint32(end, true) !== END) throw new RangeError("the sample is no plain zip file");
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== CENTRAL) throw new RangeError("the sample has no plain directory");
    const size = view.getUint32(at + 20, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = zip.slice(start, start + size);
    entries.push({
      name: Buffer.from(zip.subarray(at + 46, at + 46 + nameLength)).toString(),
      bytes: view.getUint16(at + 10, true) === 8 ? inflateRawSync(packed) : packed,
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

/** Writes a zip file, its entries stored or deflated. */
export function zipOf(entries: readonly ZipEntry[], deflates = false): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const packed = deflates ? deflateRawSync(bytes, { level: 1 }) : bytes;
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflates ? 8 : 0, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const local = joined(word(LOCAL), common, label, packed);
    directory.push(joined(word(CENTRAL), Buffer.from([20, 0]), common, place, label));
    parts.push(local);
    at += local.length;
  }
  const list = joined(...directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return joined(...parts, list, end);
}

function word(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}
