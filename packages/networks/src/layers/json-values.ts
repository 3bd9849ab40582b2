import * as v from "valibot";

/** A size in JSON: a whole number above 0 of at most nine digits. */
export const SIZE: v.GenericSchema<number> = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(999_999_999),
);

/** The name of a layer in a layout: a part of the names of its tensors. */
export const NAME: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[^/\s:]+$/, "is a word without slashes and colons"),
);
