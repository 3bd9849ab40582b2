import { UsageError, unknownName } from "@weightcast/core";

/** The properties that every file format has. */
export interface FileFormat {
  /** The name by which users choose the format: `arrow`. */
  readonly name: string;
  /** The file name extensions of the format, in lower case with the dot: `.arrow`. Empty for a format that is a folder. */
  readonly extensions: readonly string[];
}

/** The known formats of one kind. A package adds its own format with `register`. */
export class FormatRegistry<Format extends FileFormat> implements Iterable<Format> {
  private readonly formats = new Map<string, Format>();

  /** @param kind the kind of the formats, for error messages: `zoo format` */
  constructor(
    private readonly kind: string,
    formats: readonly Format[],
  ) {
    for (const format of formats) this.register(format);
  }

  /**
   * Adds a format.
   *
   * @throws UsageError where another format has the same name or one of the same extensions
   */
  register(format: Format): void {
    for (const other of this) {
      const taken = [format.name, ...format.extensions].find(
        (word) => word === other.name || other.extensions.includes(word),
      );
      if (taken === undefined) continue;
      throw new UsageError(`the ${this.kind} ${format.name} cannot be added: ${other.name} has ${taken}`);
    }
    this.formats.set(format.name, format);
  }

  /**
   * The format of a name.
   *
   * @throws UsageError where no format has this name; the message lists the names
   */
  named(name: string): Format {
    const format = this.formats.get(name);
    if (format === undefined) throw unknownName(this.kind, name, Array.from(this.formats.keys()));
    return format;
  }

  /** The format to which the extension of a file's name belongs, in upper or lower case; undefined where there is none. */
  ofFile(name: string): Format | undefined {
    const lower = name.toLowerCase();
    return Array.from(this).find(({ extensions }) => extensions.some((ending) => lower.endsWith(ending)));
  }

  [Symbol.iterator](): Iterator<Format> {
    return this.formats.values();
  }
}
