import type { ExperimentResults } from "@weightcast/evaluation";
import { cellOf, choosingPart, distinct } from "../cells.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { inRows, panelWidth } from "../drawing/grid.js";
import { methodName } from "../methods.js";
import { orMissing } from "../numbers.js";
import { targetName } from "../target.js";
import { offAxisNote, truthPanel } from "./truth-panel.js";

/**
 * Draws, for each zoo, the predicted against the true values of the predictor that was chosen as the best;
 * null if there are none.
 */
export function predictionsFigure(results: ExperimentResults): Figure | null {
  const { predictions, target } = results;
  if (predictions.length === 0) return null;
  return drawFigure({
    name: "predictions",
    title: `Predicted against true ${targetName(target)}`,
    caption: `Each mark is a network of the test part; on the dashed line the prediction is exact. Of each zoo, the predictor that did best on its ${choosingPart(results)} part: ${distinct(
      predictions.map(methodName),
    )
      .map((method) => `${method} (${zoosOf(predictions, method).join(", ")})`)
      .join("; ")}.${offAxisNote(
      target,
      predictions.map(({ points }) => points),
    )}`,
    data: "predictions[]",
    panels: inRows(
      predictions.map((prediction) => {
        const scores = cellOf(results, prediction)?.scores;
        const note = `R² ${orMissing(scores?.r2.value ?? null)}, τ ${orMissing(scores?.tau.value ?? null)}`;
        return truthPanel(prediction.zoo, note, target, prediction.points);
      }),
    ),
    size: { width: panelWidth(predictions.length), height: 260 },
  });
}

function zoosOf(predictions: ExperimentResults["predictions"], method: string): string[] {
  return predictions.filter((prediction) => methodName(prediction) === method).map(({ zoo }) => zoo);
}
