import type { ZooPredictions } from "../predict-rows.js";

/** How good predictions are, and on what. */
export function PredictionSummary({
  predictions: { model, evaluation },
}: {
  readonly predictions: ZooPredictions;
}) {
  if (evaluation === undefined) {
    return (
      <p class="quiet">
        There is nothing to judge the predictions by: none of these networks is new to the model.
      </p>
    );
  }
  const { scores, sameZoo } = evaluation;
  const others =
    sameZoo || (evaluation.seen?.rows ?? 0) > 0 ? "; the other points it has seen in training" : "";
  return (
    <p class="row">
      <b>R² {scores.r2.toFixed(3)}</b>
      <b>Kendall's τ {scores.tau.toFixed(3)}</b>
      <b>mean absolute difference {scores.mad.toFixed(3)}</b>
      <span class="quiet">
        of {model.manifest.target.replaceAll("_", " ")}, on {scores.count.toLocaleString("en")} networks that
        the model has never seen{others}
      </span>
    </p>
  );
}
