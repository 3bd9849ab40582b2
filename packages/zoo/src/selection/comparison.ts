import { parseNumber, UsageError, unknownName } from "@weightcast/core";
import type { Column, Metrics } from "../metrics.js";
import { HYPERPARAMETER_PREFIX } from "../vocabulary.js";
import { type Comparison, type Operator, WHERE_EXAMPLE } from "./where-parser.js";

/** A function that returns whether a condition holds for a row of the zoo. */
export type RowTest = (row: number) => boolean;

/** The name for each row's run in conditions. It is not a column of the table; runs follow from the checkpoints' paths. */
const RUN = "run";

/** @throws UsageError where the column is unknown, or its entries cannot be compared with the values */
export function compileComparison(metrics: Metrics, comparison: Comparison): RowTest {
  const column = findColumn(metrics, comparison.column);
  const isWords = column.kind === "category" || column.kind === "text";
  const test = (operator: Operator, value: string): RowTest =>
    isWords
      ? compareWords(column, operator, value, comparison.text)
      : compareNumbers(column, operator, value, comparison.text);
  const { operator, values } = comparison;
  if (operator === "in") return some(values.map((value) => test("=", value)));
  if (operator === "not in") {
    const isIn = some(values.map((value) => test("=", value)));
    return (row) => !isIn(row);
  }
  return some(values.map((value) => test(operator, value)));
}

function some(tests: readonly RowTest[]): RowTest {
  return (row) => tests.some((test) => test(row));
}

function findColumn(metrics: Metrics, name: string): Column {
  const { columns, runs, runOfRow } = metrics;
  const column = columns.get(name) ?? columns.get(HYPERPARAMETER_PREFIX + name);
  if (column !== undefined) return column;
  if (name === RUN) return { kind: "category", codes: runOfRow, categories: runs };
  const known = Array.from(columns.keys(), (key) =>
    key.startsWith(HYPERPARAMETER_PREFIX) ? key.slice(HYPERPARAMETER_PREFIX.length) : key,
  );
  throw unknownName("metrics column", name, [...known, RUN]);
}

function compareWords(
  column: Extract<Column, { readonly kind: "category" | "text" }>,
  operator: Operator,
  value: string,
  text: string,
): RowTest {
  const wordAt = (row: number) =>
    column.kind === "text" ? column.values[row] : column.categories[column.codes[row] ?? -1];
  if (operator === "=" || operator === "==") return (row) => wordAt(row) === value;
  if (operator === "!=") return (row) => wordAt(row) !== value;
  throw new UsageError(`'${text}' compares the order of words; words can be compared with =, != and in only`);
}

function compareNumbers(
  { kind, values }: Extract<Column, { readonly kind: "number" | "integer" | "boolean" }>,
  operator: Operator,
  value: string,
  text: string,
): RowTest {
  const isTruth = kind === "boolean" && /^(?:true|false)$/i.test(value);
  const wanted = isTruth ? Number(value.toLowerCase() === "true") : parseNumber(value);
  if (wanted === undefined || Number.isNaN(wanted)) {
    throw new UsageError(
      `'${text}' compares a column of numbers with '${value}', which is not a number; ${WHERE_EXAMPLE}`,
    );
  }
  const at = (row: number) => values[row] ?? Number.NaN;
  const equals = (row: number) => areEqual(at(row), wanted);
  switch (operator) {
    case "<":
      return (row) => at(row) < wanted && !equals(row);
    case "<=":
      return (row) => at(row) <= wanted || equals(row);
    case ">":
      return (row) => at(row) > wanted && !equals(row);
    case ">=":
      return (row) => at(row) >= wanted || equals(row);
    case "!=":
      return (row) => !equals(row);
    case "=":
    case "==":
      return equals;
    default:
      return operator satisfies never;
  }
}

/** Returns whether two numbers are equal: whole numbers exactly, fractions after rounding to float32. */
function areEqual(a: number, b: number): boolean {
  if (a === b) return true;
  if (Number.isInteger(a) && Number.isInteger(b)) return false;
  return Math.fround(a) === Math.fround(b);
}
