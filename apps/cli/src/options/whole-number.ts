import { UsageError } from "@weightcast/core";

/** Makes a parser for the value of an option. The parser throws a UsageError if the value is not a whole number from `least` to `most`. */
export function wholeNumber(
  option: string,
  least: number,
  most: number = Number.POSITIVE_INFINITY,
): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.POSITIVE_INFINITY ? "on" : `to ${most}`;
    throw new UsageError(`${option} takes a whole number from ${least} ${range}, not '${text}'`);
  };
}
