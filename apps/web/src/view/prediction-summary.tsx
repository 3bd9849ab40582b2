import { type Model, stoppingPart } from "@weightcast/predictors";
import { labelOf, shownScore } from "../measures.js";
import type { ZooPredictions } from "../predict-rows.js";

/** Shows the scores of predictions, and on which networks they were computed. */
export function PredictionSummary({ predictions }: { readonly predictions: ZooPredictions }) {
  const { model, count, newCount, scores } = predictions;
  const asked = `${count.toLocaleString("en")} predicted`;
  if (newCount === 0) {
    return <p class="quiet">{asked}; there is nothing to judge that by: none of them is new to the model.</p>;
  }
  if (scores === undefined) {
    return (
      <p class="quiet">
        {asked}; there is nothing to judge that by: no {labelOf(model.manifest.target.column)} is known of
        those that are new to the model.
      </p>
    );
  }
  return (
    <p class="row">
      <b>R² {shownScore(scores.r2)}</b>
      <b>Kendall's τ {shownScore(scores.tau)}</b>
      <b>mean absolute difference {shownScore(scores.mad)}</b>
      <span class="quiet">
        of {labelOf(model.manifest.target.column)}, on {scores.count.toLocaleString("en")} of {asked}, those
        that the model {noveltyOf(model)}
      </span>
    </p>
  );
}

/** Says whether a model has seen the networks of its test part. */
export function noveltyOf({ manifest: { protocol, rows } }: Model): string {
  return stoppingPart(protocol, rows.validation) === "test"
    ? "was stopped by, though not fitted on"
    : "has never seen";
}
