import { bytesOf, textOf } from "../input.js";
import type { Dice } from "./dice.js";

/** Damages the bytes of a file; the given bytes stay as they are. */
export type Mutator = (bytes: Uint8Array, dice: Dice) => Uint8Array;

/** Damages a text. */
export type TextMutator = (text: string, dice: Dice) => string;

/** One of several ways of damaging, at random. */
export function anyOf<Content>(
  ...mutators: readonly ((content: Content, dice: Dice) => Content)[]
): (content: Content, dice: Dice) => Content {
  return (content, dice) => dice.pick(mutators)(content, dice);
}

/** A mutator of bytes that damages them as a text. */
export function asText(mutate: TextMutator): Mutator {
  return (bytes, dice) => bytesOf(mutate(textOf(bytes), dice));
}
