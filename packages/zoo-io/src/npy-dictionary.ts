import { InputError } from "@weightcast/core";

/** What a header's dictionary holds: words, truth values and shapes. */
export type DictionaryValue = string | boolean | number[];

/**
 * Parses the dictionary literal in a .npy header: quoted keys; strings, True and False, and tuples of whole numbers.
 *
 * @param start the byte of the file where `text` starts
 * @throws InputError with the byte that is not as expected
 */
export function parseDictionary(text: string, start: number, file?: string): Map<string, DictionaryValue> {
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

  dictionary(): Map<string, DictionaryValue> {
    const fields = new Map<string, DictionaryValue>();
    this.expect("{");
    while (!this.accept("}")) {
      const key = this.string();
      this.expect(":");
      fields.set(key, this.value());
      if (!this.accept(",") && !this.isAt("}")) throw this.fail("a comma or }");
    }
    this.skipSpace();
    if (this.at < this.text.length) throw this.fail("the end of the header");
    return fields;
  }

  private value(): DictionaryValue {
    if (this.accept("(")) return this.tuple();
    if (this.acceptWord("True")) return true;
    if (this.acceptWord("False")) return false;
    if (this.isAt("[")) return this.structured();
    return this.string();
  }

  private tuple(): number[] {
    const sides: number[] = [];
    while (!this.accept(")")) {
      const match = /^\d{1,16}L?/.exec(this.text.slice(this.at));
      if (match === null) throw this.fail("a whole number or )");
      this.at += match[0].length;
      sides.push(Number.parseInt(match[0], 10));
      if (!this.accept(",") && !this.isAt(")")) throw this.fail("a comma or )");
    }
    return sides;
  }

  private structured(): never {
    throw new InputError("holds records (a structured dtype), not numbers", {
      file: this.file,
      byte: this.start + this.at,
    });
  }

  private string(): string {
    this.skipSpace();
    const quote = this.text[this.at];
    const end = quote === "'" || quote === '"' ? this.text.indexOf(quote, this.at + 1) : -1;
    if (end < 0) throw this.fail("a quoted word");
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
    this.skipSpace();
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private expect(mark: string): void {
    if (!this.accept(mark)) throw this.fail(mark);
  }

  private fail(expected: string): InputError {
    return new InputError(`its .npy header is malformed: expected ${expected}`, {
      file: this.file,
      byte: this.start + this.at,
    });
  }
}
