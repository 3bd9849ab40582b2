/**
 * A table of a FlatBuffer (https://flatbuffers.dev/internals). Whatever lies outside the buffer is a RangeError, so that hostile bytes
 * are found before anything is made as large as they claim.
 */
export class FlatTable {
  /** @param at the position of the table */
  constructor(
    private readonly view: DataView,
    private readonly at: number,
  ) {}

  /** The buffer's outermost table. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  byte(field: number): number {
    const at = this.position(field);
    return at === undefined ? 0 : this.view.getUint8(at);
  }

  /** @throws RangeError where it is not a whole number from 0 on that f64 holds */
  count(field: number): number {
    const at = this.position(field);
    return at === undefined ? 0 : countAt(this.view, at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.position(field);
    return at === undefined ? undefined : this.follow(at);
  }

  tables(field: number): FlatTable[] {
    const { start, length } = this.vector(field, 4);
    return Array.from({ length }, (_, i) => this.follow(start + 4 * i));
  }

  /** The entries of a vector of structs of two 64-bit counts. */
  pairs(field: number): (readonly [number, number])[] {
    const { start, length } = this.vector(field, 16);
    return Array.from({ length }, (_, i) => {
      const at = start + 16 * i;
      return [countAt(this.view, at), countAt(this.view, at + 8)] as const;
    });
  }

  private vector(field: number, elementBytes: number): { readonly start: number; readonly length: number } {
    const at = this.position(field);
    if (at === undefined) return { start: 0, length: 0 };
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length * elementBytes > this.view.byteLength) {
      throw new RangeError(`a list of ${length} entries`);
    }
    return { start: start + 4, length };
  }

  private follow(at: number): FlatTable {
    return new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  /** Returns the position of a field; undefined if the field is absent and has its default. */
  private position(field: number): number | undefined {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const entry = 4 + 2 * field;
    const offset = entry < this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + entry, true) : 0;
    return offset === 0 ? undefined : this.at + offset;
  }
}

function countAt(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a count of ${value}`);
  return value;
}
