import type { Dice } from "./dice.js";
import { HOSTILE_FLOATS, HOSTILE_NUMBERS } from "./hostile-values.js";
import { anyOf, type Mutator } from "./mutator.js";

/** Cuts, repeats, overwrites and inserts bytes, and puts numbers at the borders of types into them. */
export const damageBytes: Mutator = (bytes, dice) => {
  let damaged = bytes;
  for (let count = dice.few(); count > 0; count--) damaged = damageOnce(damaged, dice);
  return damaged;
};

const damageOnce: Mutator = anyOf<Uint8Array>(
  cut,
  remove,
  repeat,
  insert,
  overwrite,
  overwrite,
  putNumber,
  putNumber,
  putNumber,
);

function cut(bytes: Uint8Array, dice: Dice): Uint8Array {
  return bytes.slice(0, dice.below(bytes.length));
}

function remove(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(32)));
}

function repeat(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length);
  return joined(bytes.subarray(0, at + 1 + dice.below(64)), bytes.subarray(at));
}

function insert(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), dice.bytes(1 + dice.below(16)), bytes.subarray(at));
}

function overwrite(bytes: Uint8Array, dice: Dice): Uint8Array {
  const damaged = new Uint8Array(bytes);
  const at = dice.below(damaged.length);
  if (dice.chance(0.3)) damaged.fill(dice.pick([0, 255]), at, at + 1 + dice.below(16));
  else if (damaged.length > 0) damaged[at] = dice.below(256);
  return damaged;
}

/** Overwrites a field of 1 to 8 bytes, in either byte order; sizes and offsets are often aligned, so most places are. */
function putNumber(bytes: Uint8Array, dice: Dice): Uint8Array {
  const damaged = new Uint8Array(bytes);
  const size = dice.pick([1, 2, 4, 8]);
  if (damaged.length < size) return damaged;
  const any = dice.below(damaged.length - size + 1);
  const at = dice.chance(0.7) ? any - (any % size) : any;
  const view = new DataView(damaged.buffer, damaged.byteOffset, damaged.byteLength);
  const isLittle = dice.chance(0.7);
  const value = dice.pick(HOSTILE_NUMBERS);
  if (size === 1) view.setUint8(at, value);
  else if (size === 2) view.setUint16(at, value, isLittle);
  else if (size === 4 && dice.chance(0.9)) view.setUint32(at, value, isLittle);
  else if (size === 4) view.setFloat32(at, dice.pick([...HOSTILE_FLOATS, Number.NaN]), isLittle);
  else if (dice.chance(0.9)) view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), isLittle);
  else view.setFloat64(at, dice.pick([...HOSTILE_FLOATS, Number.NaN]), isLittle);
  return damaged;
}

/** Damages the bytes of a section only, such as a header. */
export function inSection(section: (bytes: Uint8Array) => readonly [start: number, end: number]): Mutator {
  return (bytes, dice) => {
    const [start, end] = section(bytes);
    return joined(
      bytes.subarray(0, start),
      damageBytes(bytes.subarray(start, end), dice),
      bytes.subarray(end),
    );
  };
}

/** Bytes one after another, in a buffer of their own. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
