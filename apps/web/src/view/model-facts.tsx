import type { Model } from "@weightcast/predictors";
import { labelOf, shownScore } from "../measures.js";
import { noveltyOf } from "./prediction-summary.js";

/** A summary of a model and of its scores at the time of its fit. */
export function ModelFacts({ model }: { readonly model: Model }) {
  const { manifest } = model;
  const { predictor, features, target, zoo, rows, scores, split } = manifest;
  return (
    <p class="model">
      <b>Model</b> {predictor} on {features}, predicts {labelOf(target.column)}. Fitted on{" "}
      {rows.train.toLocaleString("en")} checkpoints of {zoo.name} (split {split})
      {scores !== null && (
        <>
          ; on {rows.test.toLocaleString("en")} others, which it {noveltyOf(model)}: R²{" "}
          {shownScore(scores.r2)}, Kendall's τ {shownScore(scores.tau)}
        </>
      )}
      .
    </p>
  );
}
