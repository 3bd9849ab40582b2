import { createLayout, type Layout } from "@weightcast/zoo";

/** Two convolutions, a global average, two dense layers: 3 x 3 x 2 -> 4 -> 5 -> 6 -> 3. */
export const SMALL_CNN: Layout = layoutOf([
  ["conv2d", [2, 2, 2, 4]],
  ["conv2d_1", [2, 2, 4, 5]],
  ["dense", [5, 6]],
  ["dense_1", [6, 3]],
]);

/** A layout of layers, each a bias and a kernel. */
export function layoutOf(layers: readonly (readonly [name: string, kernel: readonly number[]])[]): Layout {
  let start = 0;
  const tensor = (name: string, shape: readonly number[]) => {
    const end = start + shape.reduce((product, side) => product * side, 1);
    const entry = { name, shape, start, end };
    start = end;
    return entry;
  };
  return createLayout(
    layers.flatMap(([name, kernel]) => [
      tensor(`net/${name}/bias:0`, [kernel.at(-1)!]),
      tensor(`net/${name}/kernel:0`, kernel),
    ]),
  );
}

/**
 * The outputs of the network, computed as slowly and plainly as can be: convolutions that keep the size (zeros outside the image), the mean over
 * the image, dense layers; the activation after every layer but the last.
 *
 * @param image [side, side, channels]
 */
export function forward(
  weights: Float32Array,
  layout: Layout,
  image: readonly number[][][],
  activation: (value: number) => number,
): number[] {
  const slices = layout.tensors.map(({ start, end }) => weights.subarray(start, end));
  let pixels = image;
  let features: number[] | undefined;
  for (const [k, layer] of layout.layers.entries()) {
    const [bias, kernel] = [slices[2 * k]!, slices[2 * k + 1]!];
    const { shape } = layer.tensors[1]!;
    const outputs = shape.at(-1)!;
    const activate = k === layout.layers.length - 1 ? (value: number) => value : activation;
    if (shape.length === 4) {
      const [height, width, inputs] = shape as [number, number, number];
      pixels = pixels.map((line, y) =>
        line.map((_, x) =>
          Array.from({ length: outputs }, (_, o) => {
            let sum = bias[o]!;
            for (let dy = 0; dy < height; dy++)
              for (let dx = 0; dx < width; dx++)
                for (let i = 0; i < inputs; i++)
                  sum +=
                    (pixels[y + dy]?.[x + dx]?.[i] ?? 0) *
                    kernel[((dy * width + dx) * inputs + i) * outputs + o]!;
            return activate(sum);
          }),
        ),
      );
    } else {
      const inputs = features ?? globalAverage(pixels);
      features = Array.from({ length: outputs }, (_, o) =>
        activate(inputs.reduce((sum, value, i) => sum + value * kernel[i * outputs + o]!, bias[o]!)),
      );
    }
  }
  return features!;
}

function globalAverage(pixels: readonly number[][][]): number[] {
  const flat = pixels.flat();
  return flat[0]!.map((_, channel) => flat.reduce((sum, pixel) => sum + pixel[channel]!, 0) / flat.length);
}
