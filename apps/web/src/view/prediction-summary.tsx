import { labelOf } from "../measures.js";
import type { ZooPredictions } from "../predict-rows.js";

/** How good predictions are, on the networks that are new to the model. */
export function PredictionSummary({
  predictions: { model, scores, seenCount },
}: {
  readonly predictions: ZooPredictions;
}) {
  if (scores === undefined) {
    return (
      <p class="quiet">
        There is nothing to judge the predictions by: none of these networks is new to the model.
      </p>
    );
  }
  const { r2, tau, mad, count } = scores;
  return (
    <p class="row">
      <b>R² {r2.toFixed(3)}</b>
      <b>Kendall's τ {tau.toFixed(3)}</b>
      <b>mean absolute difference {mad.toFixed(3)}</b>
      <span class="quiet">
        of {labelOf(model.manifest.target)}, on {count.toLocaleString("en")} networks that the model has never
        seen
        {seenCount > 0 && `; the other ${seenCount.toLocaleString("en")} it has seen in training`}
      </span>
    </p>
  );
}
