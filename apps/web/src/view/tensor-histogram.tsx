import type { Tensor } from "@weightcast/zoo";
import { shownNumber } from "../measures.js";

export interface TensorHistogramProps {
  readonly tensor: Tensor;
  /** The values of the tensor: [elements]. */
  readonly weights: Float32Array;
}

const BINS = 32;
const [WIDTH, HEIGHT] = [140, 44];

/** A histogram of one tensor's weights. */
export function TensorHistogram({ tensor: { layer, role, shape }, weights }: TensorHistogramProps) {
  const finite = weights.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const counts = new Array<number>(BINS).fill(0);
  for (const weight of finite) {
    const bin = high > low ? Math.floor(((weight - low) / (high - low)) * BINS) : 0;
    counts[Math.min(bin, BINS - 1)]!++;
  }
  const most = Math.max(1, ...counts);
  const bar = WIDTH / BINS;
  return (
    <figure>
      <svg
        class="drawing"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`weights of ${layer} ${role}`}
      >
        {counts.map((count, bin) => {
          const height = (count / most) * (HEIGHT - 2);
          return <rect key={bin} x={bin * bar} y={HEIGHT - height} width={bar - 0.6} height={height} />;
        })}
      </svg>
      <figcaption>
        {layer} {role} <span class="quiet">({shape.join("×")})</span>
        <br />
        <span class="quiet">
          {finite.length === 0 ? "no weight is finite" : `${shownNumber(low)} to ${shownNumber(high)}`}
          {finite.length > 0 &&
            finite.length < weights.length &&
            `, ${weights.length - finite.length} not finite`}
        </span>
      </figcaption>
    </figure>
  );
}
