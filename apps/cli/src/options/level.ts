import { checkLevel } from "@weightcast/evaluation";
import { InvalidArgumentError, Option } from "commander";

/** The option for the level of prediction intervals: the share of them that should contain the true value. */
export function levelOption(): Option {
  return new Option(
    "--level <share>",
    "the share of prediction intervals that should contain the true value, between 0 and 1 (default: 0.9)",
  ).argParser(parseLevel);
}

function parseLevel(text: string): number {
  const level = text.trim() === "" ? Number.NaN : Number(text);
  try {
    checkLevel(level);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  return level;
}
