import { describeIssue, InputError, parseJsonText } from "@weightcast/core";
import * as v from "valibot";
import type { PredictorFiles } from "./predictor.js";

/**
 * The checked contents of one of a predictor's JSON files.
 *
 * @throws InputError where the file is missing, is not JSON, or is not what the schema says; names the field
 */
export function readJsonFile<Output>(
  files: PredictorFiles,
  file: string,
  schema: v.GenericSchema<unknown, Output>,
): Output {
  const bytes = files.get(file);
  if (bytes === undefined) throw new InputError("is missing from the model", { file });
  const result = v.safeParse(schema, parseJsonText(new TextDecoder().decode(bytes), file));
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new InputError(describeIssue(issue), { file });
}

/** Encodes a value as a JSON file. */
export function jsonFile(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
