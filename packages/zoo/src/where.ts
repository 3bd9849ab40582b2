import { parseNumber, UsageError, unknownName } from "@weightcast/core";
import type { Column, Metrics } from "./metrics.js";

type Operator = "<=" | ">=" | "!=" | "==" | "=" | "<" | ">";

/** Not a column of its own, but part of the checkpoint's path. */
const RUN = "run";

const EXAMPLE = "for example: activation = relu and test_accuracy > 0.5";

/** A column, an operator, and a value that is quoted or one word; what follows it must be a space or the end. */
const COMPARISON = /\s*([^\s<>=!"']+)\s*(<=|>=|!=|==|=|<|>)\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))(?=\s|$)/y;
const AND = /\s+and(?=\s)/iy;

/**
 * Of `rows`, those that an expression holds for: comparisons of a metrics column with a value, joined by `and`. Columns may
 * drop their `config.`, and `run` is each row's run; numbers compare with < <= > >= = !=, words with = and !=. A missing number differs from every value.
 *
 * @throws UsageError where the expression is malformed, or names an unknown column
 */
export function selectWhere(metrics: Metrics, rows: Int32Array, expression: string): Int32Array {
  const tests = parseComparisons(expression).map((comparison) => compile(metrics, comparison));
  return rows.filter((row) => tests.every((test) => test(row)));
}

interface Comparison {
  /** As written. */
  readonly text: string;
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
}

function parseComparisons(expression: string): Comparison[] {
  const comparisons: Comparison[] = [];
  const trimmed = expression.trim();
  for (let at = 0; ; ) {
    COMPARISON.lastIndex = at;
    const match = COMPARISON.exec(trimmed);
    if (match === null) throw new UsageError(`'${trimmed.slice(at)}' is not a comparison; ${EXAMPLE}`);
    const [text, column, operator, doubleQuoted, quoted, word] = match;
    const value = doubleQuoted ?? quoted ?? word!;
    comparisons.push({ text: text.trim(), column: column!, operator: operator as Operator, value });
    at = COMPARISON.lastIndex;
    if (at === trimmed.length) return comparisons;
    AND.lastIndex = at;
    if (!AND.test(trimmed)) throw new UsageError(`'and' was expected at '${trimmed.slice(at)}'; ${EXAMPLE}`);
    at = AND.lastIndex;
  }
}

function compile(metrics: Metrics, comparison: Comparison): (row: number) => boolean {
  const name = comparison.column;
  const column =
    metrics.columns.get(name) ??
    metrics.columns.get(`config.${name}`) ??
    (name === RUN ? runColumn(metrics) : undefined);
  if (column === undefined) {
    const known = Array.from(metrics.columns.keys(), (known) => known.replace(/^config\./, ""));
    throw unknownName("metrics column", name, [...known, RUN]);
  }
  if (column.kind === "category" || column.kind === "text") return compareWords(column, comparison);
  return compareNumbers(column, comparison);
}

function runColumn({ runs, runOfRow }: Metrics): Column {
  return { kind: "category", codes: runOfRow, categories: runs };
}

function compareWords(
  column: Extract<Column, { readonly kind: "category" | "text" }>,
  { text, operator, value }: Comparison,
): (row: number) => boolean {
  const wordAt = (row: number) =>
    column.kind === "text" ? column.values[row] : column.categories[column.codes[row]!];
  if (operator === "=" || operator === "==") return (row) => wordAt(row) === value;
  if (operator === "!=") return (row) => wordAt(row) !== value;
  throw new UsageError(`'${text}' orders words; they compare with = and != only`);
}

function compareNumbers(
  { kind, values }: Extract<Column, { readonly kind: "number" | "integer" | "boolean" }>,
  { text, operator, value }: Comparison,
): (row: number) => boolean {
  const isTruth = kind === "boolean" && /^(?:true|false)$/i.test(value);
  const wanted = isTruth ? Number(value.toLowerCase() === "true") : parseNumber(value);
  if (wanted === undefined || Number.isNaN(wanted)) {
    throw new UsageError(`'${text}' compares numbers with '${value}'; ${EXAMPLE}`);
  }
  switch (operator) {
    case "<":
      return (row) => values[row]! < wanted;
    case "<=":
      return (row) => values[row]! <= wanted;
    case ">":
      return (row) => values[row]! > wanted;
    case ">=":
      return (row) => values[row]! >= wanted;
    case "!=":
      return (row) => values[row]! !== wanted;
    case "=":
    case "==":
      return (row) => values[row]! === wanted;
    default:
      return operator satisfies never;
  }
}
