/** A field of a protobuf message: less than 16,384 bytes under a number. */
export function field(number: number, bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes);
  const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length), body]);
}

/** A field of a protobuf message: a number below 128. */
export function number(of: number, value: number): Buffer {
  return Buffer.of(of << 3, value);
}
