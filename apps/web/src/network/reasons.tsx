import type { FeatureContribution } from "@weightcast/predictors";
import { useEffect, useState } from "preact/hooks";
import { className } from "../dream/class-names.js";
import type { RemoteEngine } from "../engine/engine-client.js";
import { shownNumber } from "../measures/measures.js";
import { datasetOf, type Model, type PageZoo } from "../page/opened.js";
import { featureWords } from "./feature-words.js";

export interface ReasonsProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model;
  readonly row: number;
}

/** The features that move the prediction of a network most, each with its value within the range of the training networks. */
export function Reasons({ engine, zoo, model, row }: ReasonsProps) {
  const reasons = useReasons(engine, zoo, model, row);
  if (reasons === undefined) {
    return (
      <details open class="why">
        <summary>Why this prediction</summary>
        <p class="quiet">Looking for the features that move it most …</p>
      </details>
    );
  }
  if (reasons === null || reasons.length === 0) return null;
  const dataset = datasetOf(zoo, row);
  const most = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)));
  return (
    <details open class="why">
      <summary>Why this prediction</summary>
      <table class="reasons">
        <thead>
          <tr>
            <th scope="col">feature</th>
            <th scope="col">moves it by</th>
            <th scope="col">value, of the training range</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ feature, value, range, contribution }) => (
            <tr key={feature}>
              <th scope="row" title={feature}>
                <FeatureName feature={feature} dataset={dataset} />
              </th>
              <td>
                <span class="push">
                  <i
                    class={contribution < 0 ? "down" : "up"}
                    style={{ width: `${(50 * Math.abs(contribution)) / most}%` }}
                  />
                </span>
                {contribution > 0 ? "+" : "−"}
                {shownNumber(Math.abs(contribution))}
              </td>
              <td>
                {typeof value === "string" ? value : value === null ? "missing" : shownNumber(value)}
                {typeof value === "number" && range !== null && <Place value={value} range={range} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function FeatureName({
  feature,
  dataset,
}: {
  readonly feature: string;
  readonly dataset: string | undefined;
}) {
  const { words, of } = featureWords(feature, (index) => className(dataset, index));
  return (
    <>
      {words}
      {of !== undefined && <small>{of}</small>}
    </>
  );
}

/** The place of a value between the least and the greatest of the training networks. */
function Place({
  value,
  range: [least, greatest],
}: {
  readonly value: number;
  readonly range: readonly [number, number];
}) {
  const share = greatest > least ? (value - least) / (greatest - least) : 0.5;
  const place = Math.min(1, Math.max(0, share));
  return (
    <span class="place" title={`training networks: ${shownNumber(least)} to ${shownNumber(greatest)}`}>
      <i style={{ left: `${100 * place}%` }} />
    </span>
  );
}

/** The reasons of a prediction; undefined until they are known, null where the predictor cannot tell them. */
function useReasons(
  engine: RemoteEngine,
  zoo: PageZoo,
  model: Model,
  row: number,
): readonly FeatureContribution[] | null | undefined {
  const [found, setFound] = useState<{
    readonly row: number;
    readonly model: Model;
    readonly reasons: readonly FeatureContribution[] | null;
  }>();
  useEffect(() => {
    let isWanted = true;
    const put = (reasons: readonly FeatureContribution[] | null) => {
      if (isWanted) setFound({ row, model, reasons });
    };
    engine.explain(model.id, zoo.id, row).then(put, () => put(null));
    return () => {
      isWanted = false;
    };
  }, [engine, zoo, model, row]);
  return found?.row === row && found.model === model ? found.reasons : undefined;
}
