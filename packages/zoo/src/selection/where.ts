import type { Metrics } from "../metrics.js";
import { compileComparison, type RowTest } from "./comparison.js";
import { type Condition, parseWhere } from "./where-parser.js";

/**
 * The rows for which an expression holds, for example `activation = relu and (test_accuracy > 0.5 or step in (2, 3))`.
 *
 * An expression consists of comparisons, joined by `and`, `or` and `not`, with brackets; `and` binds more tightly than `or`. A comparison is
 * `column operator value`, `column in (value, value, …)` or `column not in (value, …)`. The prefix `config.` of a column may be left out;
 * `run` stands for the name of a row's run. Values with spaces or brackets are put in quotes.
 *
 * Columns of numbers can be compared with < <= > >= = and !=, columns of words with = and != only. Fractions are equal if they are the same
 * after rounding to float32, because zoos keep a `train_fraction` of 0.1 as 0.100000001. A missing number (NaN) is not equal to any value,
 * and neither less nor greater.
 *
 * @param rows the row numbers to choose from
 * @throws UsageError where the expression is malformed, names an unknown column, or compares a column with a value of another kind
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
