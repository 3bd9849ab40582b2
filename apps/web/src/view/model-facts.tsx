import type { Model } from "@weightcast/predictors";
import { labelOf } from "../measures.js";

/** What a model is and how good it was where it was fitted. */
export function ModelFacts({ model: { manifest } }: { readonly model: Model }) {
  const { predictor, features, target, zoo, rows, scores, split } = manifest;
  const score = (value: number | null | undefined) => value?.toFixed(3) ?? "–";
  return (
    <p class="model">
      <b>Model</b> {predictor} on {features}, predicts {labelOf(target)}. Fitted on{" "}
      {rows.train.toLocaleString("en")} networks of {zoo.name} (split {split})
      {scores !== null && (
        <>
          ; on {rows.test.toLocaleString("en")} that it never saw: R² {score(scores.r2)}, Kendall's τ{" "}
          {score(scores.tau)}
        </>
      )}
      .
    </p>
  );
}
