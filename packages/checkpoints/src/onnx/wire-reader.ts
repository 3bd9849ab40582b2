import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readRange } from "../files/read-range.js";
import { LIMITS } from "../limits.js";

/** The number of bytes that one read takes from the file. */
const WINDOW_BYTES = 1 << 16;
/** A whole number takes ten bytes at most. */
const VARINT_BYTES = 10;

/** A field of a protobuf message: a number, or a stretch of bytes that is not read yet. */
export type WireField =
  | { readonly number: number; readonly kind: "number"; readonly value: bigint; readonly byte: number }
  | { readonly number: number; readonly kind: "bytes"; readonly start: number; readonly end: number };

/**
 * Reads the fields of protobuf messages out of a file, where they stand: stretches of bytes are told by their place, so that tensors of
 * any size are passed over.
 */
export class WireReader {
  private window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  private windowStart = 0;
  private fields = 0;

  constructor(readonly file: OpenFile) {}

  fail(problem: string, byte: number): InputError {
    return new InputError(problem, { file: this.file.path, byte });
  }

  /**
   * The fields of the message between two bytes of the file.
   *
   * @throws InputError where the message is malformed, or fields are more than allowed
   */
  async *messageFields(start: number, end: number): AsyncGenerator<WireField> {
    for (let at = start; at < end; ) {
      if (this.fields++ > LIMITS.pickleValues) {
        throw this.fail(`has more than the ${LIMITS.pickleValues} fields allowed`, at);
      }
      const byte = at;
      const tag = await this.varint(at, end);
      at = tag.next;
      const number = Number(tag.value >> 3n);
      switch (Number(tag.value & 7n)) {
        case 0: {
          const { value, next } = await this.varint(at, end);
          yield { number, kind: "number", value, byte };
          at = next;
          break;
        }
        case 1:
          yield { number, kind: "bytes", start: at, end: this.checkedEnd(at, 8n, end) };
          at += 8;
          break;
        case 2: {
          const { value, next } = await this.varint(at, end);
          at = this.checkedEnd(next, value, end);
          yield { number, kind: "bytes", start: next, end: at };
          break;
        }
        case 5:
          yield { number, kind: "bytes", start: at, end: this.checkedEnd(at, 4n, end) };
          at += 4;
          break;
        default:
          throw this.fail("is no protobuf message: a field has an unknown type", byte);
      }
    }
  }

  /**
   * A text of at most `LIMITS.nameLength` letters; a longer one is cut.
   *
   * @throws InputError where the file ends before
   */
  async text(start: number, end: number): Promise<string> {
    const bytes = await readRange(this.file, start, Math.min(end - start, LIMITS.nameLength));
    return new TextDecoder().decode(bytes);
  }

  /** Whole numbers that stand one behind the other. */
  async *packedVarints(start: number, end: number): AsyncGenerator<bigint> {
    for (let at = start; at < end; ) {
      const { value, next } = await this.varint(at, end);
      yield value;
      at = next;
    }
  }

  private checkedEnd(start: number, length: bigint, end: number): number {
    if (length > BigInt(end - start)) {
      throw this.fail(
        `is truncated or no protobuf message: a field of ${length} bytes reaches over its message`,
        start,
      );
    }
    return start + Number(length);
  }

  private async varint(start: number, end: number): Promise<{ value: bigint; next: number }> {
    let value = 0n;
    for (let at = start; at < Math.min(end, start + VARINT_BYTES); at++) {
      const byte = await this.byteAt(at);
      value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
      if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: at + 1 };
    }
    throw this.fail("is truncated or no protobuf message: a number has no end", start);
  }

  private async byteAt(at: number): Promise<number> {
    const offset = at - this.windowStart;
    if (offset < 0 || offset >= this.window.length) {
      this.window = await readRange(this.file, at, Math.min(WINDOW_BYTES, this.file.size - at));
      this.windowStart = at;
    }
    return this.window[at - this.windowStart] ?? 0;
  }
}
