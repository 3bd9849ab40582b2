import { UsageError } from "@weightcast/core";

/**
 * @throws UsageError where `value` is not a whole number above 0; `name` is the name of the size in the
 * message
 */
export function checkSize(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0)) {
    throw new UsageError(`${name} is a whole number above 0, not ${value}`);
  }
}
