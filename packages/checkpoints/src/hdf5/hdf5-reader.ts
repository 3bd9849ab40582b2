import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readRange } from "../files/read-range.js";
import { LIMITS } from "../limits.js";

/** The number of bytes that one read takes from the structures between the tensors. */
const PAGE_BYTES = 1 << 16;
/** Pages that are kept. */
const MOST_PAGES = 256;
/** An address of all ones stands for nothing. */
const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;

/** Reads the structures of an HDF5 file through pages, and counts them: no file can make it read without end. */
export class Hdf5Reader {
  private readonly pages = new Map<number, Uint8Array<ArrayBuffer>>();
  private total = 0;

  /**
   * @param base where the file's addresses count from
   */
  constructor(
    readonly file: OpenFile,
    readonly base: number = 0,
  ) {}

  /** A reader of the same file that counts from nothing, for work that may be done any number of times. */
  again(): Hdf5Reader {
    return new Hdf5Reader(this.file, this.base);
  }

  fail(problem: string, address: number): InputError {
    return new InputError(problem, { file: this.file.path, byte: this.base + address });
  }

  /**
   * A cursor over `length` bytes from an address.
   *
   * @param what names the structure in errors
   * @throws InputError where the bytes are not in the file, or the file's structures take more than is allowed
   */
  async cursor(address: number, length: number, what: string): Promise<Hdf5Cursor> {
    this.total += length;
    if (this.total > LIMITS.headerBytes) {
      throw this.fail(`its structures take more than the ${LIMITS.headerBytes} bytes allowed`, address);
    }
    const start = this.base + address;
    if (start + length > this.file.size) {
      throw new InputError(
        `is truncated: ${what} at byte ${start} ends at byte ${start + length}, the file at byte ${this.file.size}`,
        { file: this.file.path, byte: this.file.size },
      );
    }
    const bytes = new Uint8Array(length);
    for (let at = start; at < start + length; ) {
      const page = await this.page(Math.floor(at / PAGE_BYTES));
      const part = page.subarray(
        at % PAGE_BYTES,
        Math.min(page.length, (at % PAGE_BYTES) + start + length - at),
      );
      bytes.set(part, at - start);
      at += part.length;
    }
    return new Hdf5Cursor(bytes, address, what, this);
  }

  private async page(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.pages.get(index);
    if (known !== undefined) return known;
    const start = index * PAGE_BYTES;
    const page = await readRange(this.file, start, Math.min(PAGE_BYTES, this.file.size - start));
    const [oldest] = this.pages.keys();
    if (this.pages.size >= MOST_PAGES && oldest !== undefined) this.pages.delete(oldest);
    this.pages.set(index, page);
    return page;
  }
}

/** A cursor over a structure's bytes. Each read checks that the bytes are there; numbers are little-endian. */
export class Hdf5Cursor {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly address: number,
    private readonly what: string,
    private readonly reader: Hdf5Reader,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The position of the cursor in the structure. */
  get position(): number {
    return this.at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The address of what comes next. */
  get nextAddress(): number {
    return this.address + this.at;
  }

  fail(problem: string): InputError {
    return this.reader.fail(`${this.what} ${problem}`, this.nextAddress);
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** A length or a count of 8 bytes. */
  u64(): number {
    const value = Number(this.view.getBigUint64(this.take(8), true));
    if (!Number.isSafeInteger(value)) throw this.fail("holds an impossible size");
    return value;
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  unsigned(size: number): number {
    switch (size) {
      case 1:
        return this.u8();
      case 2:
        return this.u16();
      case 4:
        return this.u32();
      default:
        return this.u64();
    }
  }

  /** An address; undefined where the file has none there. */
  addressOrNone(): number | undefined {
    if (this.view.getBigUint64(this.take(8), true) === UNDEFINED_ADDRESS) return undefined;
    this.at -= 8;
    return this.u64();
  }

  /** @throws InputError where there is no address */
  nextAddressField(): number {
    const address = this.addressOrNone();
    if (address === undefined) throw this.fail("has no address where one is needed");
    return address;
  }

  /** @throws InputError where the next bytes are not these letters */
  signature(letters: string): void {
    if (this.text(letters.length) !== letters) {
      this.at -= letters.length;
      throw this.fail(`does not start with ${letters}`);
    }
  }

  /** The next bytes as a cursor of their own. */
  part(length: number, what: string = this.what): Hdf5Cursor {
    const from = this.take(length);
    return new Hdf5Cursor(this.bytes.subarray(from, from + length), this.address + from, what, this.reader);
  }

  /** A cursor over the same bytes, at their start. */
  again(): Hdf5Cursor {
    return new Hdf5Cursor(this.bytes, this.address, this.what, this.reader);
  }

  raw(length: number): Uint8Array {
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  skip(length: number): void {
    this.take(length);
  }

  /** Goes on at the next multiple of 8 bytes from the structure's start. */
  align(): void {
    this.skip(Math.min(this.left, (8 - (this.at % 8)) % 8));
  }

  text(length: number): string {
    return textOf(this.raw(length));
  }

  /** The text up to the next zero byte, which is passed. */
  zeroText(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw this.fail("has a name without an end");
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  private take(length: number): number {
    const from = this.at;
    if (length < 0 || length > this.left) throw this.fail(`ends where ${length} bytes more are needed`);
    this.at += length;
    return from;
  }
}

/** The text of bytes up to the first zero. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
