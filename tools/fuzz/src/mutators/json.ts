import type { Dice } from "./dice.js";
import { HOSTILE_FLOATS, HOSTILE_NUMBERS, HOSTILE_TEXTS } from "./hostile-values.js";
import type { TextMutator } from "./mutator.js";
import { damageText } from "./text.js";

/** A value in a JSON document, with the object or list that holds it. */
interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
  readonly value: unknown;
}

/** Damages the values of a JSON document, which mostly stays JSON: wrong types, numbers out of range, missing, unknown and swapped fields. */
export const damageJson: TextMutator = (text, dice) => {
  if (dice.chance(0.1)) return damageText(text, dice);
  const document = { root: JSON.parse(text) as unknown };
  for (let count = dice.few(); count > 0; count--) damageValue(document, dice);
  const written = JSON.stringify(document.root) ?? "null";
  if (dice.chance(0.02)) return `\ufeff${written}`;
  return dice.chance(0.03) ? withHugeNumber(written, dice) : written;
};

function damageValue(document: { root: unknown }, dice: Dice): void {
  const places = placesIn({ holder: document, key: "root", value: document.root });
  // The fields near the root decide what the others mean, so they are damaged more often than their number tells.
  const shallow = places.slice(0, 40);
  const { holder, key, value } = dice.pick(dice.chance(0.5) ? shallow : places);
  const target = holder as Record<string, unknown>;
  switch (dice.below(8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete target[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.push(...Array.from({ length: 1 + dice.below(50) }, () => value));
      else target[dice.pick(HOSTILE_TEXTS)] = structuredClone(value);
      break;
    case 2:
      target[key] = structuredClone(dice.pick(places).value);
      break;
    case 3:
      target[key] = dice.pick<unknown>([
        null,
        true,
        false,
        [],
        {},
        { toString: 1, length: 1e9 },
        [structuredClone(value)],
        "",
        [[[[]]]],
      ]);
      break;
    case 4:
      target[key] = dice.pick(HOSTILE_TEXTS);
      break;
    case 5:
      target[key] = dice.pick(HOSTILE_FLOATS);
      break;
    default:
      target[key] =
        typeof value === "string" && dice.chance(0.7) ? damageText(value, dice) : dice.pick(HOSTILE_NUMBERS);
  }
}

/** All values of a document, those near the root first. */
function placesIn(root: Place): Place[] {
  const places = [root];
  for (const { value } of places) {
    if (typeof value !== "object" || value === null) continue;
    const holder = value as Place["holder"];
    for (const [key, inner] of Object.entries(holder)) places.push({ holder, key, value: inner });
    if (places.length > 5000) break;
  }
  return places;
}

/** JSON.parse reads `1e999` as Infinity, which JSON.stringify cannot write. */
function withHugeNumber(json: string, dice: Dice): string {
  const numbers = Array.from(json.matchAll(/(?<=[:,[])-?\d[\d.e+-]*/g));
  if (numbers.length === 0) return json;
  const { index, 0: old } = dice.pick(numbers);
  return `${json.slice(0, index)}${dice.pick(["1e999", "-1e999", "1e-999"])}${json.slice(index + old.length)}`;
}
