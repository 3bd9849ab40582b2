import { InputError } from "@weightcast/core";

/** A cursor over the bytes of a pickle. Each read checks that the bytes are there. */
export class PickleReader {
  private at = 0;
  private readonly view: DataView;

  /**
   * @param what names the pickle in errors
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The position of the next byte of the pickle. */
  get position(): number {
    return this.at;
  }

  /** @param byte the position of the fault; by default the cursor */
  fail(problem: string, byte: number = this.at): InputError {
    return new InputError(`${this.what} ${problem}`, { file: this.file, byte });
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

  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Reads a length of 8 bytes. A length beyond 2^53 is rounded, and too large in any case. */
  u64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  /** Floats of pickles are big-endian. */
  f64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  raw(length: number): Uint8Array {
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  text(length: number): string {
    const from = this.at;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.raw(length));
    } catch (cause) {
      if (cause instanceof InputError) throw cause;
      throw this.fail("holds a text that is not UTF-8", from);
    }
  }

  /** Reads the text up to the next line break. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.fail("is truncated", this.bytes.length);
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }

  /** Reads a whole number of any length, in two's complement. */
  integer(length: number): number | bigint {
    if (length > MOST_INTEGER_BYTES) throw this.fail(`holds an integer of ${length} bytes`);
    let value = 0n;
    const bytes = this.raw(length);
    for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
    const signed = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  private take(length: number): number {
    const from = this.at;
    if (length > this.bytes.length - from) throw this.fail("is truncated", this.bytes.length);
    this.at += length;
    return from;
  }
}

/**
 * The largest allowed size of a whole number in bytes. Seeds of random generators are the longest numbers of
 * real files, and are shorter.
 */
const MOST_INTEGER_BYTES = 1024;
