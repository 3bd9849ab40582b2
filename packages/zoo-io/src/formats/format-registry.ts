import { UsageError, unknownName } from "@weightcast/core";

/** What every file format has, whatever it keeps. */
export interface FileFormat {
  /** By which it is asked for: `arrow`. */
  readonly name: string;
  /** Endings of its files' names, lower-case with their dot: `.arrow`. None where the format is a folder. */
  readonly extensions: readonly string[];
}

/** The known formats of one kind. A package registers its own with `register`; whatever lists or looks up formats then knows it. */
export class FormatRegistry<Format extends FileFormat> implements Iterable<Format> {
  private readonly formats = new Map<string, Format>();

  /** @param kind names the formats in errors: `zoo format` */
  constructor(
    private readonly kind: string,
    formats: readonly Format[],
  ) {
    for (const format of formats) this.register(format);
  }

  /** @throws UsageError where a format has this name or one of its extensions already */
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

  /** The format of a name; throws a UsageError that lists the names where there is none. */
  named(name: string): Format {
    const format = this.formats.get(name);
    if (format === undefined) throw unknownName(this.kind, name, Array.from(this.formats.keys()));
    return format;
  }

  /** The format that a file's name ends as, in any case; undefined where there is none. */
  ofFile(name: string): Format | undefined {
    const lower = name.toLowerCase();
    return Array.from(this).find(({ extensions }) => extensions.some((ending) => lower.endsWith(ending)));
  }

  [Symbol.iterator](): Iterator<Format> {
    return this.formats.values();
  }
}
