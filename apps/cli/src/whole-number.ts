import { UsageError } from "@weightcast/core";

/** A parser of an option's value. It throws UsageError unless that is a whole number from `least` on. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least) return value;
    throw new UsageError(`${option} takes a whole number from ${least} on, not '${text}'`);
  };
}
