import { UsageError, unknownName } from "@weightcast/core";

/** An entry of a {@link Registry}: an object with a name. */
export interface RegistryEntry {
  /** The main name, which is LightGBM's name if LightGBM has the same entry. */
  readonly name: string;
  /** Other names for the same entry. */
  readonly aliases: readonly string[];
}

/** Objects of one kind by their names and aliases. A user's own package adds to it with `register`. */
export class Registry<Entry extends RegistryEntry> {
  private readonly entries: Entry[] = [];
  private readonly byName = new Map<string, Entry>();

  /**
   * @param kind what an entry is, named in errors
   * @param entries those that are there from the start
   */
  constructor(
    private readonly kind: string,
    entries: readonly Entry[],
  ) {
    for (const entry of entries) this.register(entry);
  }

  /**
   * Adds an entry.
   *
   * @throws UsageError where another entry has its name or one of its aliases
   */
  register(entry: Entry): void {
    const names = [entry.name, ...entry.aliases];
    const taken = names.find((name) => this.byName.has(name));
    if (taken !== undefined) throw new UsageError(`there is already a ${this.kind} named '${taken}'`);
    this.entries.push(entry);
    for (const name of names) this.byName.set(name, entry);
  }

  /** Returns the entry with this name or alias; undefined if there is none. */
  find(name: string): Entry | undefined {
    return this.byName.get(name);
  }

  /**
   * The entry with this name or alias.
   *
   * @throws UsageError where there is none, with the names that are known
   */
  get(name: string): Entry {
    const entry = this.byName.get(name);
    if (entry === undefined) throw unknownName(this.kind, name, this.names());
    return entry;
  }

  /** Returns the main names, in the order in which the entries were registered. */
  names(): string[] {
    return this.entries.map(({ name }) => name);
  }
}
