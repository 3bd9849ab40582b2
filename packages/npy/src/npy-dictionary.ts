import { InputError } from "@weightcast/core";

/** A value in a header's dictionary: a word, a truth value or a shape. */
type DictionaryValue = string | boolean | number[];

export interface DictionaryEntry {
  readonly value: DictionaryValue;
  /** The byte of the file where the value starts. */
  readonly byte: number;
}

/** The maximum number of dimensions, as in numpy. */
export const MOST_DIMENSIONS = 64;

/**
 * Parses the dictionary literal in a .npy header: quoted keys; strings, True and False, and tuples of whole numbers.
 *
 * @param start the byte of the file where `text` starts
 * @throws InputError with the byte that is not as expected
 */
export function parseDictionary(text: string, start: number, file?: string): Map<string, DictionaryEntry> {
  return new HeaderText(text, start, file).dictionary();
}

/** A cursor over the Python dictionary literal of a header. */
class HeaderText {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly file: string | undefined,
  ) {}

  dictionary(): Map<string, DictionaryEntry> {
    const entries = new Map<string, DictionaryEntry>();
    this.expect("{");
    while (!this.accept("}")) {
      const key = this.string();
      this.expect(":");
      const byte = this.start + this.at;
      entries.set(key, { value: this.value(), byte });
      if (!this.accept(",") && !this.isAt("}")) throw this.malformed("a comma or }");
    }
    if (this.at < this.text.length) throw this.malformed("the end of the header");
    return entries;
  }

  private value(): DictionaryValue {
    if (this.accept("(")) return this.tuple();
    if (this.acceptWord("True")) return true;
    if (this.acceptWord("False")) return false;
    if (this.isAt("[")) throw this.fail("has records (a structured dtype), not numbers");
    return this.string();
  }

  private tuple(): number[] {
    const sides: number[] = [];
    while (!this.accept(")")) {
      if (sides.length === MOST_DIMENSIONS) throw this.fail(`has more than ${MOST_DIMENSIONS} dimensions`);
      const digits = this.acceptDigits();
      if (digits === "") throw this.malformed("a whole number or )");
      sides.push(Number(digits));
      // Python 2 wrote long integers as 5L.
      this.acceptWord("L");
      if (!this.accept(",") && !this.isAt(")")) throw this.malformed("a comma or )");
    }
    return sides;
  }

  private acceptDigits(): string {
    const digits = /\d*/y;
    digits.lastIndex = this.at;
    const found = digits.exec(this.text)![0];
    this.at += found.length;
    return found;
  }

  private string(): string {
    this.skipSpace();
    const quote = this.text[this.at];
    const end = quote === "'" || quote === '"' ? this.text.indexOf(quote, this.at + 1) : -1;
    if (end < 0) throw this.malformed("a quoted word");
    const value = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return value;
  }

  private skipSpace(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at]!)) this.at++;
  }

  private isAt(mark: string): boolean {
    this.skipSpace();
    return this.text[this.at] === mark;
  }

  private accept(mark: string): boolean {
    if (!this.isAt(mark)) return false;
    this.at++;
    this.skipSpace();
    return true;
  }

  private acceptWord(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private expect(mark: string): void {
    if (!this.accept(mark)) throw this.malformed(mark);
  }

  private malformed(expected: string): InputError {
    return this.fail(`its .npy header is malformed: expected ${expected}`);
  }

  private fail(problem: string): InputError {
    return new InputError(problem, { file: this.file, byte: this.start + this.at });
  }
}
