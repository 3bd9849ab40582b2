import { damageBytes, joined } from "./bytes.js";
import type { Dice } from "./dice.js";
import { HOSTILE_NUMBERS } from "./hostile-values.js";
import type { Mutator } from "./mutator.js";

/** A field of a protobuf message; the bytes of a field of wire type 2 may be a message again. */
interface Field {
  number: number;
  wire: number;
  value: bigint;
  bytes: Uint8Array;
}

/** Damages fields of a protobuf message, at any depth; the lengths of the messages around them are made to fit. */
export const damageProtobuf: Mutator = (bytes, dice) => {
  if (dice.chance(0.3)) return damageBytes(bytes, dice);
  return damageMessage(bytes, dice, 0);
};

function damageMessage(bytes: Uint8Array, dice: Dice, depth: number): Uint8Array {
  const fields = readMessage(bytes);
  if (fields === undefined || fields.length === 0) return damageBytes(bytes, dice);
  const at = dice.below(fields.length);
  const field = dice.pick(fields.slice(at));
  if (field.wire === 2 && depth < 6 && dice.chance(0.75)) {
    field.bytes = damageMessage(field.bytes, dice, depth + 1);
    return writeMessage(fields);
  }
  switch (dice.below(5)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.push({ ...field });
      break;
    case 2:
      field.number = dice.pick([1, 2, 3, 5, 7, 9, 15, 99, field.number + 1]);
      break;
    case 3:
      field.bytes = damageBytes(field.bytes, dice);
      break;
    default:
      field.value = BigInt.asUintN(64, BigInt(dice.pick(HOSTILE_NUMBERS)));
  }
  return writeMessage(fields);
}

/** The fields of a message; undefined where the bytes are none. */
function readMessage(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const key = varint();
    if (key === undefined) return undefined;
    const wire = Number(key & 7n);
    const number = Number(key >> 3n);
    const value = wire === 0 || wire === 2 ? varint() : 0n;
    const length = wire === 2 ? Number(value) : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    if (value === undefined || number === 0 || ![0, 1, 2, 5].includes(wire) || at + length > bytes.length) {
      return undefined;
    }
    fields.push({ number, wire, value, bytes: bytes.slice(at, at + length) });
    at += length;
  }
  return fields;
}

function writeMessage(fields: readonly Field[]): Uint8Array {
  return joined(
    ...fields.flatMap(({ number, wire, value, bytes }) => {
      const key = varintOf((BigInt(number) << 3n) | BigInt(wire));
      if (wire === 0) return [key, varintOf(value)];
      return wire === 2 ? [key, varintOf(BigInt(bytes.length)), bytes] : [key, bytes];
    }),
  );
}

function varintOf(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}
