import { UsageError } from "@weightcast/core";

/** A parser of an option's value. It throws UsageError unless that is a whole number from `least` on, up to `most`. */
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
