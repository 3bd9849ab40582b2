import { useEffect, useRef } from "preact/hooks";
import type { ImageSides } from "../engine/messages.js";

export interface DreamtImageProps {
  /** [height, width, channels] in [-1, 1]. */
  readonly pixels: Float32Array;
  readonly shape: ImageSides;
  readonly label: string;
}

/** A dreamt image, one pixel of the canvas for each pixel. */
export function DreamtImage({ pixels, shape: { height, width, channels }, label }: DreamtImageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = new ImageData(width, height);
    for (let i = 0; i < height * width; i++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = pixels[i * channels + Math.min(channel, channels - 1)]!;
        image.data[4 * i + channel] = Math.round(127.5 * (value + 1));
      }
      image.data[4 * i + 3] = 255;
    }
    canvas.current!.getContext("2d")!.putImageData(image, 0, 0);
  }, [pixels, height, width, channels]);
  return <canvas ref={canvas} class="dreamt" width={width} height={height} role="img" aria-label={label} />;
}

/** One image of several: [images, height, width, channels]. */
export function imageAt(
  images: Float32Array,
  { height, width, channels }: ImageSides,
  index: number,
): Float32Array {
  const size = height * width * channels;
  return images.subarray(index * size, (index + 1) * size);
}
