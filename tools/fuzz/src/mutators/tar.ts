import { damageBytes, joined } from "./bytes.js";
import type { Dice } from "./dice.js";
import { HOSTILE_TEXTS } from "./hostile-values.js";
import type { Mutator } from "./mutator.js";

const BLOCK = 512;
/** The fields of a header that readers use: start and length. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  size: [124, 12],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const;
const TYPES = ["0", "1", "2", "3", "5", "6", "7", "g", "x", "L", "K", "S", "\0", "Z"];
const SIZES = [
  "00000000000\0",
  "77777777777\0",
  "00000000001\0",
  "-0000000001\0",
  "           \0",
  "99999999999\0",
];

/** A file of a tar archive. */
export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Writes a plain tar archive (ustar). */
export function tarOf(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const blocks = files.flatMap(({ path, bytes }) => {
    const header = new Uint8Array(BLOCK);
    put(header, FIELDS.name, path);
    put(header, FIELDS.mode, "0000644\0");
    put(header, FIELDS.size, `${bytes.length.toString(8).padStart(11, "0")}\0`);
    put(header, FIELDS.type, "0");
    put(header, FIELDS.magic, "ustar\x0000");
    seal(header);
    return [header, bytes, new Uint8Array(-bytes.length & (BLOCK - 1))];
  });
  return joined(...blocks, new Uint8Array(2 * BLOCK));
}

/** Damages fields of headers, whose checksums are made anew, and sometimes any bytes. */
export const damageTar: Mutator = (archive, dice) => {
  if (dice.chance(0.2)) return damageBytes(archive, dice);
  const damaged = new Uint8Array(archive);
  for (let count = dice.few(); count > 0; count--) {
    const header = headerAt(damaged, dice);
    if (header === undefined) return damageBytes(damaged, dice);
    damageField(header, dice);
    if (dice.chance(0.95)) seal(header);
  }
  return dice.chance(0.1) ? damaged.slice(0, dice.below(damaged.length)) : damaged;
};

function headerAt(archive: Uint8Array, dice: Dice): Uint8Array | undefined {
  const starts: number[] = [];
  for (let at = 0; at + BLOCK <= archive.length; at += BLOCK) {
    if (String.fromCharCode(...archive.subarray(at + 257, at + 262)) === "ustar") starts.push(at);
  }
  if (starts.length === 0) return undefined;
  const start = dice.pick(starts);
  return archive.subarray(start, start + BLOCK);
}

function damageField(header: Uint8Array, dice: Dice): void {
  switch (dice.below(6)) {
    case 0:
      put(header, FIELDS.size, dice.pick(SIZES));
      break;
    case 1:
      // Sizes in base 256 begin with the highest bit.
      header.set(joined(Uint8Array.of(dice.pick([0x80, 0xff])), dice.bytes(11)), FIELDS.size[0]);
      break;
    case 2:
      put(header, FIELDS.type, dice.pick(TYPES));
      break;
    case 3:
      put(header, FIELDS.name, dice.pick(HOSTILE_TEXTS));
      break;
    case 4:
      put(header, FIELDS.prefix, dice.pick(HOSTILE_TEXTS));
      break;
    default:
      header[dice.below(BLOCK)] = dice.below(256);
  }
}

function put(header: Uint8Array, [start, length]: readonly [number, number], text: string): void {
  header.fill(0, start, start + length);
  header.set(Buffer.from(text).subarray(0, length), start);
}

/** Writes the checksum of a header. */
function seal(header: Uint8Array): void {
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}
