import { scaleLinear } from "d3-scale";
import type { WatchedCheckpoint } from "./watched-checkpoint.js";

export interface WatchedCurveProps {
  readonly checkpoints: readonly WatchedCheckpoint[];
  readonly epochs: number;
}

const [WIDTH, HEIGHT] = [640, 320];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 12, 10, 30];

/** The measured accuracy of a network by epoch, and the accuracy that is predicted from its weights, with its interval. */
export function WatchedCurve({ checkpoints, epochs }: WatchedCurveProps) {
  const x = scaleLinear([0, Math.max(1, epochs)], [LEFT, WIDTH - RIGHT]);
  const y = scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP]);
  const predicted = checkpoints.filter(({ score }) => score.predicted !== null);
  const bounded = predicted.filter(({ score }) => score.low !== null && score.high !== null);
  const band = [
    ...bounded.map(({ step, score }) => `${x(step)},${y(score.high!)}`),
    ...bounded.toReversed().map(({ step, score }) => `${x(step)},${y(score.low!)}`),
  ];
  return (
    <figure class="watched">
      <svg class="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>measured and predicted accuracy by epoch</title>
        {y.ticks(5).map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick)} dy="0.32em" text-anchor="end">
              {Math.round(100 * tick)} %
            </text>
          </g>
        ))}
        {x.ticks(8).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 10} text-anchor="middle">
            {tick}
          </text>
        ))}
        <polygon class="band" points={band.join(" ")} />
        <polyline
          class="dotted"
          points={predicted.map(({ step, score }) => `${x(step)},${y(score.predicted!)}`).join(" ")}
        />
        <polyline points={checkpoints.map(({ step, accuracy }) => `${x(step)},${y(accuracy)}`).join(" ")} />
      </svg>
      <figcaption>
        test accuracy by epoch: measured on 1,000 images (solid), predicted from the weights alone (dotted,
        with the 90 % interval)
      </figcaption>
    </figure>
  );
}
