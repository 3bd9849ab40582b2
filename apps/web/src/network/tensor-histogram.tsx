import type { Tensor } from "@weightcast/zoo";
import { shownNumber } from "../measures/measures.js";

export interface TensorHistogramProps {
  readonly tensor: Tensor;
  /** [elements of the tensor]. */
  readonly weights: Float32Array;
  /** The least and the greatest value of the scale, where several histograms share one; by default those of the weights. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

const BINS = 32;
const [WIDTH, HEIGHT] = [140, 44];

/** A histogram of one tensor's weights. */
export function TensorHistogram({ tensor: { layer, role, shape }, weights, range }: TensorHistogramProps) {
  const finite = weights.filter(Number.isFinite);
  const [least, greatest] = rangeOf([finite]);
  const [low, high] = range ?? [least, greatest];
  const counts = new Array<number>(BINS).fill(0);
  for (const weight of finite) {
    const bin = high > low ? Math.floor(((weight - low) / (high - low)) * BINS) : 0;
    counts[Math.min(bin, BINS - 1)]!++;
  }
  const most = Math.max(1, ...counts);
  const bar = WIDTH / BINS;
  const norm = Math.sqrt(finite.reduce((sum, weight) => sum + weight * weight, 0));
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
          {finite.length === 0
            ? "no weight is finite"
            : `${shownNumber(least)} to ${shownNumber(greatest)}, norm ${shownNumber(norm)}`}
          {finite.length > 0 &&
            finite.length < weights.length &&
            `, ${weights.length - finite.length} not finite`}
        </span>
      </figcaption>
    </figure>
  );
}

/** The least and the greatest finite value of several tensors. */
export function rangeOf(tensors: readonly Float32Array[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const weights of tensors) {
    for (const weight of weights) {
      if (!Number.isFinite(weight)) continue;
      if (weight < low) low = weight;
      if (weight > high) high = weight;
    }
  }
  return [low, high];
}
