import { InputError } from "@weightcast/core";

/**
 * Checks that predictions can be scored against true values.
 *
 * @throws RangeError where their lengths differ
 * @throws InputError where there are no rows, or an entry is not finite
 */
export function requireFinitePairs(truth: ArrayLike<number>, predicted: ArrayLike<number>): void {
  if (truth.length !== predicted.length) {
    throw new RangeError(
      `${predicted.length} predictions cannot be scored against ${truth.length} true values`,
    );
  }
  if (truth.length === 0) throw new InputError("there are no rows to score");
  for (const [side, values] of [
    ["truth", truth],
    ["predicted", predicted],
  ] as const) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) {
        throw new InputError(
          `entry ${i} of ${side} is ${values[i]}; drop rows that are not finite before scoring`,
        );
      }
    }
  }
}
