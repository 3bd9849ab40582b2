import type { Metrics } from "../metrics.js";
import { compileComparison, type RowTest } from "./comparison.js";
import { type Condition, parseWhere } from "./where-parser.js";

/**
 * Of `rows`, those that an expression holds for: comparisons of a metrics column with a value, joined by `and`, `or` and `not`, with
 * brackets; `and` binds closer than `or`. A comparison is `column operator value` or `column in (value, value)`, also `not in`.
 *
 * Columns may drop their `config.`, and `run` is each row's run. Numbers compare with < <= > >= = != and words with = and !=. Numbers that are
 * the same as float32 are equal, as zoos keep `train_fraction` 0.1 as 0.100000001. A missing number is unequal to every value, and neither
 * less nor greater.
 *
 * @throws UsageError where the expression is malformed, or names an unknown column
 */
export function selectWhere(metrics: Metrics, rows: Int32Array, expression: string): Int32Array {
  const test = compile(metrics, parseWhere(expression));
  return rows.filter((row) => test(row));
}

function compile(metrics: Metrics, condition: Condition): RowTest {
  switch (condition.kind) {
    case "comparison":
      return compileComparison(metrics, condition);
    case "not": {
      const test = compile(metrics, condition.condition);
      return (row) => !test(row);
    }
    case "and": {
      const tests = condition.conditions.map((one) => compile(metrics, one));
      return (row) => tests.every((test) => test(row));
    }
    case "or": {
      const tests = condition.conditions.map((one) => compile(metrics, one));
      return (row) => tests.some((test) => test(row));
    }
    default:
      return condition satisfies never;
  }
}
