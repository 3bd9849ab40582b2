/** The label of a class. */
export type Label = string | number | boolean;
