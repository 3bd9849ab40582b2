import type { Metrics } from "@weightcast/zoo";
import { scaleLinear, scalePoint } from "d3-scale";

export interface TrainingCurveProps {
  readonly metrics: Metrics;
  /** The rows of one run, by step. */
  readonly rows: readonly number[];
  readonly selected: number;
  readonly onSelect: (row: number) => void;
}

const [WIDTH, HEIGHT] = [300, 110];

/** The accuracy of a run's checkpoints by step: a solid line for the test data, a dashed line for the training data. */
export function TrainingCurve({ metrics, rows, selected, onSelect }: TrainingCurveProps) {
  const steps = metrics.numbers("step");
  const x = scalePoint(rows, [44, WIDTH - 10]);
  const y = scaleLinear([0, 1], [HEIGHT - 22, 8]);
  const line = (name: string) => {
    const values = metrics.numbers(name);
    const known = rows.filter((row) => Number.isFinite(values[row]));
    return known.map((row) => `${x(row)},${y(values[row]!)}`).join(" ");
  };
  const accuracies = metrics.numbers("test_accuracy");
  return (
    <figure>
      <svg class="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="accuracy by step">
        {[0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <line class="grid" x1={38} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            <text x={34} y={y(tick)} dy="0.32em" text-anchor="end">
              {100 * tick}%
            </text>
          </g>
        ))}
        {metrics.columns.has("train_accuracy") && <polyline class="dashed" points={line("train_accuracy")} />}
        <polyline points={line("test_accuracy")} />
        {rows.map((row) => (
          <g key={row}>
            {Number.isFinite(accuracies[row]) && (
              // biome-ignore lint/a11y/useSemanticElements: a drawing has no other buttons
              <circle
                class={row === selected ? "here" : "there"}
                cx={x(row)}
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
            )}
            <text x={x(row)} y={HEIGHT - 6} text-anchor="middle">
              {steps[row]}
            </text>
          </g>
        ))}
      </svg>
      <figcaption>accuracy by step: test, and dashed training</figcaption>
    </figure>
  );
}
