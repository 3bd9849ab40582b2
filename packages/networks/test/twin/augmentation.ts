import type { ImageShape } from "../../src/architecture/architecture.js";
import { TwinStream } from "./random.js";

/** How the images of a batch are changed. */
export interface Augmentation {
  /** 0 to 2: where images are cut out of themselves with a pixel of black around. */
  readonly row: number;
  readonly column: number;
  readonly hue: number;
  readonly saturation: number;
  /** Of pixels from 0 to 1. */
  readonly brightness: number;
  readonly contrast: number;
  isMirrored(position: number): boolean;
}

/** The changes that the stream of a batch draws. */
export function drawAugmentation(key: bigint): Augmentation {
  const stream = new TwinStream(key);
  const between = (low: number, high: number) => low + (high - low) * stream.uniform();
  const draws = {
    row: stream.below(3),
    column: stream.below(3),
    hue: between(-0.08, 0.08),
    saturation: between(0.6, 1.6),
    brightness: between(-0.05, 0.05),
    contrast: between(0.7, 1.3),
  };
  const mirrorKey = stream.next();
  return { ...draws, isMirrored: (position) => mirrorBit(mirrorKey, position) };
}

function mirrorBit(key: bigint, position: number): boolean {
  return new TwinStream(key ^ BigInt(position)).next() >> 63n === 1n;
}

/**
 * An image from -1 to 1 after all changes.
 *
 * @param image [height, width, channels]
 */
export function augmented(
  image: ArrayLike<number>,
  { height, width, channels }: ImageShape,
  changes: Augmentation,
  position: number,
): Float64Array {
  const out = new Float64Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y + changes.row - 1;
      const column = (changes.isMirrored(position) ? width - 1 - x : x) + changes.column - 1;
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      for (let c = 0; c < channels; c++) {
        const value = isInside ? image[(row * width + column) * channels + c]! : -1;
        out[(y * width + x) * channels + c] = (value + 1) / 2;
      }
    }
  }
  return adjusted(out, channels, changes).map((value) => 2 * value - 1);
}

/** Pixels from 0 to 1, [pixels, channels], after the changes of colour and light. */
export function adjusted(
  image: ArrayLike<number>,
  channels: number,
  { hue, saturation, brightness, contrast }: Omit<Augmentation, "row" | "column" | "isMirrored">,
): Float64Array {
  const out = Float64Array.from(image);
  if (channels === 3) {
    for (let i = 0; i < out.length; i += 3) {
      const [h, s, v] = hsv([out[i]!, out[i + 1]!, out[i + 2]!]);
      out.set(rgb([(h + hue + 1) % 1, Math.min(1, s * saturation), v]), i);
    }
  }
  for (let c = 0; c < channels; c++) {
    const own = out.filter((_, i) => i % channels === c).map((value) => value + brightness);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    for (const [i, value] of own.entries()) out[i * channels + c] = (value - mean) * contrast + mean;
  }
  return out;
}

type Triple = [number, number, number];

function hsv([r, g, b]: Triple): Triple {
  const v = Math.max(r, g, b);
  const range = v - Math.min(r, g, b);
  if (range === 0) return [0, 0, v];
  const sixths = v === r ? (g - b) / range : v === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return [(sixths / 6 + 1) % 1, range / v, v];
}

function rgb([h, s, v]: Triple): Triple {
  const channel = (n: number) => {
    const k = (n + h * 6) % 6;
    return v - v * s * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
