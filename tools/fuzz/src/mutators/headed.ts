import { bytesOf, textOf } from "../input.js";
import { damageBytes, joined } from "./bytes.js";
import { damageJson } from "./json.js";
import type { Mutator } from "./mutator.js";
import { damageText } from "./text.js";

/** Damages the dictionary in the header of a .npy file, whose length is made to fit; sometimes any bytes. */
export const damageNpy: Mutator = (bytes, dice) => {
  if (dice.chance(0.4) || bytes.length < 12) return damageBytes(bytes, dice);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = bytesOf(damageText(textOf(bytes.subarray(start, start + length)), dice));
  const fitting = dice.chance(0.9) && header.length < 65_536 ? header.length : length;
  const size = start === 10 ? Uint16Array.of(fitting) : Uint32Array.of(fitting);
  return joined(bytes.subarray(0, 8), new Uint8Array(size.buffer), header, bytes.subarray(start + length));
};

/** Damages the JSON header of a .safetensors file, whose length is made to fit; sometimes any bytes. */
export const damageSafetensors: Mutator = (bytes, dice) => {
  if (dice.chance(0.3) || bytes.length < 8) return damageBytes(bytes, dice);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = bytesOf(damageJson(textOf(bytes.subarray(8, 8 + length)), dice));
  const fitting = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
  return joined(dice.chance(0.9) ? fitting : bytes.subarray(0, 8), header, bytes.subarray(8 + length));
};
