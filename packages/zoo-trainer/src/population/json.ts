import { InputError, issueProblem, nameAdvice, parseJsonText } from "@weightcast/core";
import * as v from "valibot";

/**
 * Reads a JSON object.
 *
 * @throws InputError where the text is not JSON or not what the schema asks for; names the field
 */
export function parseJson<Value>(schema: v.GenericSchema<Value>, text: string, file?: string): Value {
  return checkJson(schema, parseJsonText(text, file), file);
}

/**
 * Checks the value of a JSON object.
 *
 * @throws InputError where the value is not what the schema asks for; names the field
 */
export function checkJson<Value>(schema: v.GenericSchema<Value>, value: unknown, file?: string): Value {
  if (Array.isArray(value)) throw new InputError("is a list, not an object", { file });
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue);
  throw new InputError(field === null ? issue.message : `${field}: ${explain(issue, schema)}`, { file });
}

function explain(issue: v.BaseIssue<unknown>, schema: object): string {
  const { expected, path } = issue;
  if (expected !== "never") return issueProblem(issue);
  if (path?.length !== 1 || !("entries" in schema)) return "is unknown";
  return `is unknown; ${nameAdvice(String(path[0]!.key), Object.keys(schema.entries as object))}`;
}
