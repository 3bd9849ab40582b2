import { InputError } from "@weightcast/core";

/** Numbers that are not finite, in C++'s spelling. */
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["-nan", Number.NaN],
]);

/** A `name=value` line of a model file. */
interface Field {
  readonly value: string;
  /** The number of the line, counted from 1. */
  readonly line: number;
}

/** Consecutive `name=value` lines, and typed access to their values; a value that does not fit is an InputError that names the line. */
export class ModelFields {
  private readonly fields = new Map<string, Field>();

  /**
   * @param line the first line, 1-based; named where a field is missing
   * @param file named in errors
   */
  constructor(
    private readonly line: number,
    private readonly file: string | undefined,
  ) {}

  /** Adds a line: `name=value`, or a name alone. */
  add(text: string, line: number): void {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    if (this.fields.has(name)) throw this.error(`${shown(name)} is given twice`, line);
    this.fields.set(name, { value: equals < 0 ? "" : text.slice(equals + 1), line });
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  /** Makes the error for a field whose value is not supported or does not fit. */
  fail(name: string, problem: string): InputError {
    return this.error(`${name} ${problem}`, this.fields.get(name)?.line ?? this.line);
  }

  text(name: string): string {
    return this.field(name).value;
  }

  /** Reads a whole number in [least, most]. */
  integer(name: string, least: number, most: number): number {
    const value = this.number(name);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw this.fail(name, `is ${value}, not a whole number from ${least} to ${most}`);
    }
    return value;
  }

  number(name: string): number {
    return this.numbers(name, 1)[0]!;
  }

  /** Splits a value into words at single spaces. */
  words(name: string, count: number): string[] {
    const { value } = this.field(name);
    const words = value === "" ? [] : value.split(" ");
    if (words.length !== count) throw this.fail(name, `holds ${words.length} entries, not ${count}`);
    return words;
  }

  /** Reads finite numbers. */
  numbers(name: string, count: number): Float64Array {
    return Float64Array.from(this.words(name, count), (word) => this.finite(name, word));
  }

  /** Reads numbers that are finite, `inf` or `-inf`. */
  numbersOrInfinities(name: string, count: number): Float64Array {
    const numbers = this.anyNumbers(name, count);
    if (numbers.some(Number.isNaN)) throw this.fail(name, "holds nan");
    return numbers;
  }

  /** Numbers that no prediction needs, infinities and NaN among them: zeros where the field is missing or empty. */
  optionalNumbers(name: string, count: number): Float64Array {
    const isGiven = this.fields.has(name) && this.text(name) !== "";
    return isGiven ? this.anyNumbers(name, count) : new Float64Array(count);
  }

  /** Reads numbers with any white space between them. */
  looseNumbers(name: string, count: number): Float64Array {
    const words = this.text(name)
      .split(/\s+/)
      .filter((word) => word !== "");
    if (words.length !== count) throw this.fail(name, `holds ${words.length} entries, not ${count}`);
    return Float64Array.from(words, (word) => this.finite(name, word));
  }

  /** Reads whole numbers in [least, most]. */
  integers(name: string, count: number, least: number, most: number): Int32Array {
    return this.wholeNumbers(name, this.numbers(name, count), least, most);
  }

  /** Converts the numbers of a field to whole numbers in [least, most]. */
  wholeNumbers(name: string, numbers: Float64Array, least: number, most: number): Int32Array {
    return Int32Array.from(numbers, (value) => {
      if (!Number.isInteger(value) || value < least || value > most) {
        throw this.fail(name, `holds ${value}, not a whole number from ${least} to ${most}`);
      }
      return value;
    });
  }

  private anyNumbers(name: string, count: number): Float64Array {
    return Float64Array.from(
      this.words(name, count),
      (word) => NOT_FINITE.get(word) ?? this.finite(name, word),
    );
  }

  private finite(name: string, word: string): number {
    const value = word === "" ? Number.NaN : Number(word);
    if (!Number.isFinite(value)) throw this.fail(name, `holds ${shown(word)}, not a finite number`);
    return value;
  }

  private field(name: string): Field {
    const field = this.fields.get(name);
    if (field === undefined) throw this.error(`${name} is missing`, this.line);
    return field;
  }

  private error(problem: string, line: number): InputError {
    return new InputError(`line ${line}: ${problem}`, { file: this.file });
  }
}

/** Quotes a piece of a file in a message, shortened if it is long. */
function shown(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}
