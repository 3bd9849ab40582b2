import type { ImageShape } from "@weightcast/networks";
import type { Picture } from "./png.js";

/** The space between images, in pixels. */
const GAP = 2;
/** The grey value between images. */
const GROUND = 128;
const WHITE = 255;

/**
 * All images on one sheet: each line is a class, one set below the other.
 *
 * @param images [sets * labels.length, height, width, channels] in [-1, 1]
 * @param labels the classes of the images of one set
 */
export function contactSheet(
  images: Float32Array,
  labels: Int32Array,
  classes: number,
  { height, width, channels }: ImageShape,
): Picture {
  const values = height * width * channels;
  const count = images.length / values;
  const sets = count / labels.length;
  const columns = Math.ceil(labels.length / classes);
  const sheetWidth = columns * (width + GAP) + GAP;
  const sheetHeight = sets * classes * (height + GAP) + GAP;
  const shownChannels = channels === 3 ? 3 : 1;
  const pixels = new Uint8Array(sheetWidth * sheetHeight * shownChannels).fill(GROUND);
  const filled = new Int32Array(sets * classes);
  for (let image = 0; image < count; image++) {
    const line = Math.floor(image / labels.length) * classes + (labels[image % labels.length] ?? 0);
    const left = GAP + (filled[line]!++ % columns) * (width + GAP);
    const top = GAP + line * (height + GAP);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < shownChannels; channel++) {
          const value = images[image * values + (row * width + column) * channels + channel]!;
          const target = ((top + row) * sheetWidth + left + column) * shownChannels + channel;
          pixels[target] = Math.round(((value + 1) / 2) * WHITE);
        }
      }
    }
  }
  return { width: sheetWidth, height: sheetHeight, channels: shownChannels, pixels };
}
