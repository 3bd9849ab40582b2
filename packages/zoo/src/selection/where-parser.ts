import { UsageError } from "@weightcast/core";

/** The operators that compare a column with one value. */
export type Operator = "<=" | ">=" | "!=" | "==" | "=" | "<" | ">";

/** A comparison of a metrics column with one value, or with each of several values. */
export interface Comparison {
  readonly kind: "comparison";
  /** The text of the comparison in the expression. */
  readonly text: string;
  readonly column: string;
  /** `in` and `not in` compare with several values, all other operators with one value. */
  readonly operator: Operator | "in" | "not in";
  readonly values: readonly string[];
}

/** A parsed expression. */
export type Condition =
  | Comparison
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "and" | "or"; readonly conditions: readonly Condition[] };

/** An example of an expression, for error messages. */
export const WHERE_EXAMPLE: string =
  "for example: activation = relu and (test_accuracy > 0.5 or step in (2, 3))";

/** The maximum depth of nested brackets and `not`. */
const MOST_DEPTH = 100;

const COLUMN = /([^\s<>=!"'(),]+)/y;
const OPERATOR = /\s*(<=|>=|!=|==|=|<|>)\s*/y;
const IN = /\s+(not\s+)?in\s*\(\s*/iy;
/** A value in quotes, or a word; a space, a comma, a bracket or the end follows. */
const VALUE = /(?:"([^"]*)"|'([^']*)'|([^\s"'(),]+))(?=[\s,)]|$)/y;
const COMMA = /\s*,\s*/y;
const CLOSE = /\s*\)/y;
const OPEN = /\(\s*/y;
const NOT = /not(?=[\s(])\s*/iy;
const AND = /\s*and(?=[\s(])\s*/iy;
const OR = /\s*or(?=[\s(])\s*/iy;

/**
 * Parses an expression of `selectWhere`.
 *
 * @throws UsageError where the text is not an expression; the message quotes the part that could not be read
 */
export function parseWhere(expression: string): Condition {
  const parser = new WhereParser(expression.trim());
  const condition = parser.readOr(0);
  parser.requireEnd();
  return condition;
}

class WhereParser {
  private at = 0;

  constructor(private readonly text: string) {}

  readOr(depth: number): Condition {
    return this.readChain("or", OR, () => this.readChain("and", AND, () => this.readUnary(depth)));
  }

  requireEnd(): void {
    if (this.at === this.text.length) return;
    throw new UsageError(`'and' or 'or' was expected at '${this.rest()}'; ${WHERE_EXAMPLE}`);
  }

  private readChain(kind: "and" | "or", joint: RegExp, readOne: () => Condition): Condition {
    const first = readOne();
    const conditions = [first];
    while (this.take(joint) !== undefined) conditions.push(readOne());
    return conditions.length === 1 ? first : { kind, conditions };
  }

  private readUnary(depth: number): Condition {
    if (depth > MOST_DEPTH) {
      throw new UsageError(`the expression nests brackets more than ${MOST_DEPTH} levels deep`);
    }
    if (this.take(NOT) !== undefined) return { kind: "not", condition: this.readUnary(depth + 1) };
    if (this.take(OPEN) === undefined) return this.readComparison();
    const condition = this.readOr(depth + 1);
    if (this.take(CLOSE) === undefined) {
      throw new UsageError(`')' was expected at '${this.rest()}'; ${WHERE_EXAMPLE}`);
    }
    return condition;
  }

  private readComparison(): Comparison {
    const start = this.at;
    const column = this.take(COLUMN)?.[1];
    const comparison = column === undefined ? undefined : (this.readList() ?? this.readSingle());
    if (column === undefined || comparison === undefined) {
      throw new UsageError(`'${this.text.slice(start)}' is not a comparison; ${WHERE_EXAMPLE}`);
    }
    return { kind: "comparison", text: this.text.slice(start, this.at), column, ...comparison };
  }

  private readSingle(): Pick<Comparison, "operator" | "values"> | undefined {
    const operator = this.take(OPERATOR)?.[1];
    const value = operator === undefined ? undefined : this.readValue();
    return value === undefined ? undefined : { operator: operator as Operator, values: [value] };
  }

  private readList(): Pick<Comparison, "operator" | "values"> | undefined {
    const word = this.take(IN);
    if (word === undefined) return undefined;
    const values: string[] = [];
    do {
      const value = this.readValue();
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.take(COMMA) !== undefined);
    if (this.take(CLOSE) === undefined) return undefined;
    return { operator: word[1] === undefined ? "in" : "not in", values };
  }

  private readValue(): string | undefined {
    const match = this.take(VALUE);
    return match?.[1] ?? match?.[2] ?? match?.[3];
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }

  private rest(): string {
    return this.text.slice(this.at).trim();
  }
}
