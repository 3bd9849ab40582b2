import type { Dice } from "./dice.js";
import { HOSTILE_FLOATS, HOSTILE_NUMBERS, HOSTILE_TEXTS, NUMBER_TEXTS } from "./hostile-values.js";
import { anyOf, type TextMutator } from "./mutator.js";

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
const WORD = /[A-Za-z_][\w.:-]*/g;
const MARK = /[^\w\s]/g;

/** A number as a text: at the border of a type, or one that few parsers expect. */
export function hostileNumber(dice: Dice): string {
  return dice.chance(0.5)
    ? dice.pick(NUMBER_TEXTS)
    : String(dice.pick(dice.chance(0.7) ? HOSTILE_NUMBERS : HOSTILE_FLOATS));
}

/** Damages a text in its own terms: numbers, words, marks and lines are replaced, dropped, repeated and swapped. */
export const damageText: TextMutator = (text, dice) => {
  let damaged = text;
  for (let count = dice.few(); count > 0; count--) damaged = damageOnce(damaged, dice);
  return damaged;
};

const damageOnce: TextMutator = anyOf<string>(
  (text, dice) => replaceOne(text, NUMBER, dice, () => hostileNumber(dice)),
  (text, dice) => replaceOne(text, NUMBER, dice, () => hostileNumber(dice)),
  (text, dice) => replaceOne(text, WORD, dice, () => dice.pick(HOSTILE_TEXTS)),
  swapWords,
  (text, dice) => replaceOne(text, MARK, dice, () => dice.pick(["", "", ",", "(", ")", '"', "=", ":", "{"])),
  damageLines,
  (text, dice) => insertAt(text, dice, dice.pick(HOSTILE_TEXTS)),
  (text, dice) => text.slice(0, dice.below(text.length)),
  (text, dice) => {
    const at = dice.below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + dice.below(20));
  },
);

function replaceOne(text: string, pattern: RegExp, dice: Dice, replacement: () => string): string {
  const found = Array.from(text.matchAll(pattern));
  if (found.length === 0) return insertAt(text, dice, replacement());
  const { index, 0: old } = dice.pick(found);
  return text.slice(0, index) + replacement() + text.slice(index + old.length);
}

/** Puts a word of the text into the place of another. */
function swapWords(text: string, dice: Dice): string {
  const words = text.match(WORD) ?? [];
  return words.length === 0 ? text : replaceOne(text, WORD, dice, () => dice.pick(words));
}

function insertAt(text: string, dice: Dice, inserted: string): string {
  const at = dice.below(text.length + 1);
  return text.slice(0, at) + inserted + text.slice(at);
}

function damageLines(text: string, dice: Dice): string {
  const lines = text.split("\n");
  const at = dice.below(lines.length);
  const line = lines[at] ?? "";
  switch (dice.below(4)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2:
      lines.splice(at, 1, "");
      break;
    default:
      lines.splice(dice.below(lines.length), 0, line, line);
  }
  return lines.join(dice.chance(0.1) ? "\r\n" : "\n");
}
