import type { Metrics } from "@weightcast/zoo";
import { scaleLinear } from "d3-scale";
import type { Predictions } from "../measures/predictions.js";

export interface TrainingCurveProps {
  readonly metrics: Metrics;
  /** The rows of one run, by step. */
  readonly rows: readonly number[];
  readonly selected: number;
  readonly predictions: Predictions | undefined;
  readonly onSelect: (row: number) => void;
}

const [WIDTH, HEIGHT] = [300, 120];

/** The accuracy of a run's checkpoints by step: solid on the test data, dashed on the training data, dotted as predicted. */
export function TrainingCurve({ metrics, rows, selected, predictions, onSelect }: TrainingCurveProps) {
  const steps = metrics.numbers("step");
  const [first = 0, last = 1] = [steps[rows[0]!], steps[rows.at(-1)!]];
  const x = scaleLinear([first, last], [44, WIDTH - 10]);
  const y = scaleLinear([0, 1], [HEIGHT - 22, 8]);
  const line = (values: ArrayLike<number>) =>
    rows
      .filter((row) => Number.isFinite(values[row]))
      .map((row) => `${x(steps[row]!)},${y(values[row]!)}`)
      .join(" ");
  const has = (name: string) => metrics.columns.has(name);
  if (!has("test_accuracy")) return null;
  const accuracies = metrics.numbers("test_accuracy");
  const isPredicted =
    predictions !== undefined && rows.filter((row) => Number.isFinite(predictions.predicted[row])).length > 1;
  return (
    <figure>
      <svg class="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>accuracy by step</title>
        {[0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <line class="grid" x1={38} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            <text x={34} y={y(tick)} dy="0.32em" text-anchor="end">
              {100 * tick} %
            </text>
          </g>
        ))}
        {x.ticks(5).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 6} text-anchor="middle">
            {tick}
          </text>
        ))}
        {has("train_accuracy") && (
          <polyline class="dashed" points={line(metrics.numbers("train_accuracy"))} />
        )}
        {isPredicted && <polyline class="dotted" points={line(predictions.predicted)} />}
        <polyline points={line(accuracies)} />
        {rows
          .filter((row) => Number.isFinite(accuracies[row]))
          .map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: a drawing has no other buttons
            <circle
              key={row}
              class={row === selected ? "here" : "there"}
              cx={x(steps[row]!)}
              cy={y(accuracies[row]!)}
              r={row === selected ? 5 : 4}
              role="button"
              tabindex={0}
              aria-label={`step ${steps[row]}`}
              onClick={() => onSelect(row)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" && event.key !== " ") return;
                event.preventDefault();
                onSelect(row);
              }}
            >
              <title>
                step {steps[row]}: {accuracies[row]}
              </title>
            </circle>
          ))}
      </svg>
      <figcaption>
        accuracy by step: test{has("train_accuracy") && ", training dashed"}
        {isPredicted && ", predicted dotted"}
      </figcaption>
    </figure>
  );
}
