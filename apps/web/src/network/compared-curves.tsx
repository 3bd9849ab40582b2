import type { Metrics } from "@weightcast/zoo";
import { scaleLinear } from "d3-scale";
import type { Predictions } from "../measures/predictions.js";
import { rowsOfRun } from "./network-name.js";

export interface ComparedCurvesProps {
  readonly metrics: Metrics;
  readonly rows: readonly [first: number, second: number];
  readonly predictions: Predictions | undefined;
}

const [WIDTH, HEIGHT] = [620, 180];
const [LEFT, BOTTOM, TOP] = [46, 24, 8];

/** The test accuracy of the runs of two networks by step, measured and predicted, on shared axes. */
export function ComparedCurves({ metrics, rows, predictions }: ComparedCurvesProps) {
  if (!metrics.columns.has("test_accuracy")) return null;
  const steps = metrics.numbers("step");
  const accuracies = metrics.numbers("test_accuracy");
  const runs = rows.map((row) => rowsOfRun(metrics, row));
  if (runs.every((run) => run.length < 2)) return null;
  const last = Math.max(1, ...runs.flat().map((row) => steps[row]!));
  const x = scaleLinear([0, last], [LEFT, WIDTH - 10]);
  const y = scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP]);
  const line = (run: readonly number[], values: ArrayLike<number>) =>
    run
      .filter((row) => Number.isFinite(values[row]))
      .map((row) => `${x(steps[row]!)},${y(values[row]!)}`)
      .join(" ");
  return (
    <>
      <h3>Training curves</h3>
      <figure class="curves">
        <svg
          class="drawing"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="img"
          aria-label="test accuracy of both runs by step"
        >
          {[0, 0.25, 0.5, 0.75, 1].map((tick) => (
            <g key={tick}>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 5} y={y(tick)} dy="0.32em" text-anchor="end">
                {100 * tick} %
              </text>
            </g>
          ))}
          {x.ticks(8).map((tick) => (
            <text key={tick} x={x(tick)} y={HEIGHT - 6} text-anchor="middle">
              {tick}
            </text>
          ))}
          {runs.map((run, i) => (
            <g key={i}>
              {predictions !== undefined && (
                <polyline class={`faint of-${i}`} points={line(run, predictions.predicted)} />
              )}
              <polyline class={`of-${i}`} points={line(run, accuracies)} />
              {run.length < 2 &&
                run.map((row) => (
                  <circle key={row} class={`of-${i}`} cx={x(steps[row]!)} cy={y(accuracies[row]!)} r={4} />
                ))}
            </g>
          ))}
        </svg>
        <figcaption>test accuracy by step{predictions !== undefined && ", predicted dotted"}</figcaption>
      </figure>
    </>
  );
}
