import type { Dice } from "./dice.js";
import { HOSTILE_TEXTS } from "./hostile-values.js";
import type { TextMutator } from "./mutator.js";
import { damageText, hostileNumber } from "./text.js";

/** Damages the cells, columns and lines of a CSV text. */
export const damageCsv: TextMutator = (text, dice) => {
  if (dice.chance(0.3)) return damageText(text, dice);
  const lines = text.split("\n").map((line) => line.split(","));
  for (let count = dice.few(); count > 0; count--) damageTable(lines, dice);
  return lines.map((cells) => cells.join(",")).join("\n");
};

function damageTable(lines: string[][], dice: Dice): void {
  const cells = dice.pick(lines);
  const column = dice.below(cells.length);
  switch (dice.below(8)) {
    case 0:
      cells[column] = dice.pick(HOSTILE_TEXTS);
      break;
    case 1:
      cells[column] = `"${dice.pick(HOSTILE_TEXTS)}`;
      break;
    case 2:
      cells[column] = `"${cells[column] ?? ""}\n"`;
      break;
    case 3:
      cells.splice(column, 1);
      break;
    case 4:
      cells.splice(column, 0, cells[column] ?? "");
      break;
    case 5:
      for (const line of lines) if (line.length > 1) line.splice(column, 1);
      break;
    case 6:
      for (const line of lines) line.splice(column, 0, line[dice.below(line.length)] ?? "");
      break;
    default:
      cells[column] = hostileNumber(dice);
  }
}
