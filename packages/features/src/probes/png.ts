const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const BITS = 8;
/** The colour types of the PNG format. */
const GREY = 0;
const COLOUR = 2;
/** The maximum size of a stored block of a zlib stream in bytes. */
const MOST_STORED = 0xffff;
const ADLER_MODULUS = 65521;
const CRC_POLYNOMIAL = 0xedb88320;

/** A picture of bytes, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The number of channels: 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** The values: [height, width, channels]. */
  readonly pixels: Uint8Array;
}

/** A PNG file of a picture, not compressed: the same bytes on every platform. */
export function encodePng({ width, height, channels, pixels }: Picture): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = BITS;
  header[9] = channels === 1 ? GREY : COLOUR;
  const line = width * channels;
  const scanlines = new Uint8Array(height * (line + 1));
  for (let row = 0; row < height; row++) {
    // The byte before each line names the line's filter; 0 means none.
    scanlines.set(pixels.subarray(row * line, (row + 1) * line), row * (line + 1) + 1);
  }
  return joined([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", storedZlib(scanlines)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** Makes a zlib stream of stored, uncompressed blocks. */
function storedZlib(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let start = 0; start < content.length; start += MOST_STORED) {
    const part = content.subarray(start, start + MOST_STORED);
    const isLast = start + part.length === content.length;
    const head = new Uint8Array(5);
    const view = new DataView(head.buffer);
    head[0] = isLast ? 1 : 0;
    view.setUint16(1, part.length, true);
    view.setUint16(3, ~part.length & MOST_STORED, true);
    parts.push(head, part);
  }
  const check = new Uint8Array(4);
  new DataView(check.buffer).setUint32(0, adler32(content));
  return joined([...parts, check]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const part of parts) {
    bytes.set(part, next);
    next += part.length;
  }
  return bytes;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % ADLER_MODULUS;
    b = (b + a) % ADLER_MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CRC_POLYNOMIAL : crc >>> 1;
  }
  return ~crc >>> 0;
}
