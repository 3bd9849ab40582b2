import { InputError, parseJsonText } from "@weightcast/core";

/** Hyperparameters from a JSON text, as the command line reads them: an object of any fields. */
export function readParameters(text: string): Readonly<Record<string, unknown>> {
  const value = parseJsonText(text, "params.json");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError("is not a JSON object of hyperparameters", { file: "params.json" });
  }
  return value as Readonly<Record<string, unknown>>;
}
