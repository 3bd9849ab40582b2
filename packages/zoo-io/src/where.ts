import { type Column, type Metrics, UsageError, unknownName } from "@weightcast/core";

const OPERATORS = ["<=", ">=", "!=", "==", "=", "<", ">"] as const;
const EXAMPLE = "for example: activation = relu and test_accuracy > 0.5";

/**
 * Of `rows`, those that an expression holds for: comparisons of a metrics column with a value, joined by `and`. Columns may
 * drop their `config.`; numbers compare with < <= > >= = !=, words with = and !=.
 *
 * @throws UsageError where the expression is malformed, or names an unknown column
 */
export function selectWhere(metrics: Metrics, rows: Int32Array, expression: string): Int32Array {
  const tests = expression.split(/\s+and\s+/i).map((comparison) => compile(metrics, comparison.trim()));
  return rows.filter((row) => tests.every((test) => test(row)));
}

function compile(metrics: Metrics, comparison: string): (row: number) => boolean {
  const match = /^([\w.]+)\s*(<=|>=|!=|==|=|<|>)\s*(?:"([^"]*)"|'([^']*)'|(\S+))$/.exec(comparison);
  if (match === null) throw new UsageError(`'${comparison}' is not a comparison; ${EXAMPLE}`);
  const [, name, operator] = match;
  const value = match[3] ?? match[4] ?? match[5]!;
  const column = metrics.columns.get(name!) ?? metrics.columns.get(`config.${name}`);
  if (column === undefined) throw unknownName("metrics column", name!, Array.from(metrics.columns.keys()));
  return compare(column, operator as (typeof OPERATORS)[number], value, comparison);
}

function compare(
  column: Column,
  operator: (typeof OPERATORS)[number],
  value: string,
  comparison: string,
): (row: number) => boolean {
  if (column.kind === "category" || column.kind === "text") {
    const wordAt = (row: number) =>
      column.kind === "text" ? column.values[row] : column.categories[column.codes[row]!];
    if (operator === "=" || operator === "==") return (row) => wordAt(row) === value;
    if (operator === "!=") return (row) => wordAt(row) !== value;
    throw new UsageError(`'${comparison}' orders words; they compare with = and != only`);
  }
  const { values } = column;
  const wanted =
    column.kind === "boolean" && /^(true|false)$/i.test(value)
      ? Number(/^true$/i.test(value))
      : Number(value);
  if (Number.isNaN(wanted))
    throw new UsageError(`'${comparison}' compares numbers with '${value}'; ${EXAMPLE}`);
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
