import type { Tensor } from "@weightcast/zoo";
import { useEffect, useRef } from "preact/hooks";

export interface FirstFiltersProps {
  /** A convolution's kernel: (height, width, in, out). */
  readonly tensor: Tensor;
  /** [elements of the tensor]. */
  readonly weights: Float32Array;
}

/** The pixels of the side of a weight, and the pixels between filters. */
const [CELL, GAP] = [10, 4];

/** The filters of the first convolution as images, of the first input channel; grey is 0, darker negative, lighter positive. */
export function FirstFilters({ tensor, weights }: FirstFiltersProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, width, inputs, outputs] = tensor.shape as [number, number, number, number];
  const perRow = Math.min(8, outputs);
  const rows = Math.ceil(outputs / perRow);
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    context.clearRect(0, 0, canvas.current!.width, canvas.current!.height);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
    for (let output = 0; output < outputs; output++) {
      const left = (output % perRow) * (width * CELL + GAP);
      const top = Math.floor(output / perRow) * (height * CELL + GAP);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const weight = weights[(y * width + x) * inputs * outputs + output]!;
          const grey = Math.round(127.5 * (1 + weight / largest));
          context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
          context.fillRect(left + x * CELL, top + y * CELL, CELL, CELL);
        }
      }
    }
  }, [weights, height, width, inputs, outputs, perRow]);
  return (
    <figure>
      <canvas
        ref={canvas}
        class="first-filters"
        width={perRow * (width * CELL + GAP) - GAP}
        height={rows * (height * CELL + GAP) - GAP}
        role="img"
        aria-label={`filters of ${tensor.layer}`}
      />
      <figcaption>
        {outputs} filters of {tensor.layer}
        {inputs > 1 && ", first input channel"}; dark is negative
      </figcaption>
    </figure>
  );
}
