import type { ExperimentResults } from "@weightcast/evaluation";
import type { Figure } from "../drawing/figure.js";
import { accuraciesFigure } from "./accuracies.js";
import { biasRangesFigure } from "./bias-ranges.js";
import { calibrationFigure } from "./calibration.js";
import { importancesFigure } from "./importances.js";
import { learningCurvesFigure } from "./learning-curves.js";
import { predictionsFigure } from "./predictions.js";
import { residualsFigure } from "./residuals.js";
import { transferFigures } from "./transfers.js";

/** The figures that the results have data for, in the order of the report. */
export function allFigures(results: ExperimentResults): Figure[] {
  if (results.zoos.length === 0) return [];
  return [
    predictionsFigure(results),
    residualsFigure(results),
    calibrationFigure(results),
    importancesFigure(results),
    learningCurvesFigure(results),
    ...transferFigures(results),
    accuraciesFigure(results),
    biasRangesFigure(results),
  ].filter((figure) => figure !== null);
}
