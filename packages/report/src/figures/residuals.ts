import type { ExperimentResults, PredictionRecord } from "@weightcast/evaluation";
import { type Axis, linearAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { inRows, panelWidth } from "../drawing/grid.js";
import { line, marks, seriesLook } from "../drawing/marks.js";
import type { Panel } from "../drawing/panel.js";
import { markup } from "../markup.js";
import { countOffAxis, targetAxis, targetName } from "../target.js";
import { offAxisNote } from "./truth-panel.js";

/** Draws, for each zoo, the errors of the chosen predictor against its predictions, with their means in bins; null if there are no predictions. */
export function residualsFigure({ predictions, target }: ExperimentResults): Figure | null {
  if (predictions.length === 0) return null;
  const errors = linearAxis(
    `true less predicted ${targetName(target)}`,
    predictions.flatMap((prediction) => residuals(prediction, target)),
  );
  const hasBins = predictions.some(({ calibration }) => calibration !== undefined);
  return drawFigure({
    name: "residuals",
    title: "Residuals against predictions",
    caption: `Each mark is a network of the test part, predicted by the predictor of the figure above: below the dashed line its ${targetName(target)} is lower than predicted.${
      hasBins
        ? " Squares are means over bins of equally many networks, bars one standard deviation to either side."
        : ""
    }${offAxisNote(
      target,
      predictions.map(({ points }) => points),
    )}`,
    data: "predictions[].points, predictions[].calibration",
    panels: inRows(predictions.map((prediction) => panelOf(prediction, target, errors))),
    size: { width: panelWidth(predictions.length), height: 240 },
  });
}

function panelOf(prediction: PredictionRecord, target: string, errors: Axis): Panel {
  const { zoo, points, calibration } = prediction;
  const x = targetAxis(target, "predicted", points.y);
  const ends = [x.ticks[0]?.value ?? 0, x.ticks.at(-1)?.value ?? 1] as const;
  return {
    title: zoo,
    x,
    y: errors,
    draw: ({ place }) => {
      const values = residuals(prediction, target);
      const bins = calibration?.bins ?? [];
      const [look, mean] = [seriesLook(0), seriesLook(1)];
      return [
        marks(
          points.y.map((predicted, i) => place(predicted, values[i] ?? 0)),
          look,
          3.6,
          0.4,
        ),
        markup`<g class="c-ink">${line([place(ends[0], 0), place(ends[1], 0)], markup`stroke-dasharray="4 3"`)}</g>`,
        markup`<g class="${mean.colour} means">${bins.map(({ predicted, truth, deviation }) =>
          line(
            [
              place(predicted, truth - predicted - deviation),
              place(predicted, truth - predicted + deviation),
            ],
            markup`stroke-width="1.5"`,
          ),
        )}${marks(
          bins.map(({ predicted, truth }) => place(predicted, truth - predicted)),
          mean,
          8,
        )}</g>`,
      ];
    },
  };
}

/** The residuals of the points on the axis; those beyond it would stretch the axis of residuals, and are drawn on the edge. */
function residuals({ points: { x, y } }: PredictionRecord, target: string): number[] {
  return x.map((truth, i) => {
    const predicted = y[i] ?? truth;
    const isOff = countOffAxis(target, [predicted]) > 0;
    return truth - (isOff ? Math.min(1, Math.max(0, predicted)) : predicted);
  });
}
