/** A problem of a CSV text; its message does not name the position. */
export class CsvProblem extends Error {}

/** The maximum length of a line. No line of a metrics table or a layout comes near it. */
const LONGEST_LINE = 2 ** 20;

const QUOTE = '"'.charCodeAt(0);
const COMMA = ",".charCodeAt(0);
const LINE_FEED = "\n".charCodeAt(0);
const CARRIAGE_RETURN = "\r".charCodeAt(0);

/**
 * The state of the scanner: before a field, in a field without quotes, within quotes, or after the closing
 * quote.
 */
type State = "start" | "plain" | "quoted" | "closed";

/**
 * Divides CSV text that comes in pieces into lines of fields, in time and memory linear in its length. Fields are divided by commas, lines by
 * LF, CRLF or CR; a field in quotes may hold them, and quotes that are doubled. Empty lines are skipped.
 */
export class CsvScanner {
  private state: State = "start";
  /** The complete fields of the current, incomplete line. */
  private fields: string[] = [];
  /** The part of the current, incomplete field that earlier pieces contained. */
  private field = "";
  private lineLength = 0;
  private endedInCarriageReturn = false;

  /**
   * Takes the next piece.
   *
   * @param take gets each line once it is whole
   * @throws CsvProblem where text follows a closing quote, or a line has more than 2^20 characters
   */
  push(text: string, take: (fields: string[]) => void): void {
    for (let at = this.endedInCarriageReturn && text[0] === "\n" ? 1 : 0; at < text.length; ) {
      if (this.state === "quoted") at = this.scanQuoted(text, at);
      else if (text.charCodeAt(at) === QUOTE && this.state !== "plain") {
        // A quote directly after a closing quote means that both stand for one quote in the field.
        if (this.state === "closed") this.grow(text, at, at + 1);
        this.state = "quoted";
        at++;
      } else at = this.scanPlain(text, at, take);
    }
    if (text !== "") this.endedInCarriageReturn = text.endsWith("\r") && this.state === "start";
  }

  /** @throws CsvProblem where a quote is left open */
  end(take: (fields: string[]) => void): void {
    if (this.state === "quoted") throw new CsvProblem("a field's opening quote has no closing one");
    this.endLine(take);
  }

  /** Takes a field up to the next comma or line end, or to the end of the text. */
  private scanPlain(text: string, from: number, take: (fields: string[]) => void): number {
    let at = from;
    let code = 0;
    for (; at < text.length; at++) {
      code = text.charCodeAt(at);
      if (code === COMMA || code === LINE_FEED || code === CARRIAGE_RETURN) break;
    }
    this.grow(text, from, at);
    if (at > from) {
      if (this.state === "closed") throw new CsvProblem("text follows the closing quote of a field");
      this.state = "plain";
    }
    if (at === text.length) return at;
    if (code === COMMA) {
      this.endField();
      this.lineLength++;
      return at + 1;
    }
    this.endLine(take);
    return code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? at + 2 : at + 1;
  }

  private scanQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const end = quote < 0 ? text.length : quote;
    this.grow(text, from, end);
    if (quote < 0) return end;
    this.state = "closed";
    return quote + 1;
  }

  private grow(text: string, from: number, end: number): void {
    this.lineLength += end - from;
    if (this.lineLength > LONGEST_LINE) {
      throw new CsvProblem(`a line has more than ${LONGEST_LINE} characters`);
    }
    this.field = this.field === "" ? text.slice(from, end) : this.field + text.slice(from, end);
  }

  private endField(): void {
    this.fields.push(this.field);
    this.field = "";
    this.state = "start";
  }

  private endLine(take: (fields: string[]) => void): void {
    if (this.fields.length === 0 && this.field === "" && this.state === "start") return;
    this.endField();
    const fields = this.fields;
    this.fields = [];
    this.lineLength = 0;
    take(fields);
  }
}
