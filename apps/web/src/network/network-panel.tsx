import type { Tensor } from "@weightcast/zoo";
import { useMemo } from "preact/hooks";
import { useDreams } from "../dream/use-dreams.js";
import type { RemoteEngine } from "../engine/engine-client.js";
import { labelOf, shownNumber, shownPercent } from "../measures/measures.js";
import { isHeldOut, type Predictions } from "../measures/predictions.js";
import type { Model, PageZoo } from "../page/opened.js";
import { DreamAnswers } from "./dream-answers.js";
import { FirstFilters } from "./first-filters.js";
import { rowsOfRun } from "./network-name.js";
import { Reasons } from "./reasons.js";
import { TensorHistogram } from "./tensor-histogram.js";
import { TrainingCurve } from "./training-curve.js";
import { useWeights } from "./use-weights.js";

export interface NetworkPanelProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model | undefined;
  readonly row: number;
  readonly predictions: Predictions | undefined;
  readonly onSelect: (row: number | undefined) => void;
  /** Keeps this network, to compare the next one with it. */
  readonly onCompare: (row: number) => void;
}

/** The details of one network: prediction, training curve, hyperparameters, answers to the dreamt images, and weights. */
export function NetworkPanel(props: NetworkPanelProps) {
  const { engine, zoo, model, row, predictions, onSelect, onCompare } = props;
  const { metrics, layout } = zoo;
  const checkpoints = useMemo(() => rowsOfRun(metrics, row), [metrics, row]);
  const { weights, problem } = useWeights(engine, zoo, row);
  const { dreams, problem: dreamsProblem } = useDreams(engine, model);
  const firstFilters = layout.tensors.find(({ shape }) => shape.length === 4);
  return (
    <aside class="network" aria-label="The network">
      <header>
        <h2>
          Network {metrics.runs[metrics.runOfRow[row]!]} <small>step {metrics.numbers("step")[row]}</small>
        </h2>
        <button
          type="button"
          class="close"
          aria-label="Close the network"
          onClick={() => onSelect(undefined)}
        >
          ×
        </button>
      </header>
      <Verdict zoo={zoo} row={row} predictions={predictions} />
      <p class="row">
        <button type="button" onClick={() => onCompare(row)}>
          Compare with another
        </button>
      </p>
      {checkpoints.length > 1 && (
        <TrainingCurve
          metrics={metrics}
          rows={checkpoints}
          selected={row}
          predictions={predictions}
          onSelect={onSelect}
        />
      )}
      {dreamsProblem !== undefined && <p class="problem">{dreamsProblem}</p>}
      {model !== undefined && dreams != null && predictions !== undefined && (
        <DreamAnswers engine={engine} zoo={zoo} model={model} dreams={dreams} row={row} />
      )}
      {model !== undefined && predictions !== undefined && (
        <Reasons engine={engine} zoo={zoo} model={model} row={row} />
      )}
      <Hyperparameters zoo={zoo} row={row} />
      {problem !== undefined && <p class="problem">{problem}</p>}
      {weights !== undefined && firstFilters !== undefined && (
        <FirstFilters tensor={firstFilters} weights={tensorOf(weights, firstFilters)} />
      )}
      {weights !== undefined && (
        <div class="tensors">
          {layout.tensors.map((tensor) => (
            <TensorHistogram key={tensor.name} tensor={tensor} weights={tensorOf(weights, tensor)} />
          ))}
        </div>
      )}
    </aside>
  );
}

/** The weights of one tensor of a network. */
export function tensorOf(weights: Float32Array, { start, end }: Tensor): Float32Array {
  return weights.subarray(start, end);
}

interface VerdictProps {
  readonly zoo: PageZoo;
  readonly row: number;
  readonly predictions: Predictions | undefined;
}

/** The true and the predicted value with its interval, whether the model has seen the network, and its flag. */
function Verdict({ zoo: { metrics }, row, predictions }: VerdictProps) {
  const target = predictions?.model.manifest.target;
  const column = target?.column ?? "test_accuracy";
  const isShare = target === undefined || (target.range !== null && target.range[1] === 1);
  const shown = isShare ? shownPercent : shownNumber;
  const truth = metrics.columns.has(column) ? metrics.numbers(column)[row]! : Number.NaN;
  const [predicted, low, high] = (["predicted", "low", "high"] as const).map(
    (name) => predictions?.[name][row] ?? Number.NaN,
  ) as [number, number, number];
  const flag = predictions?.flags.get(row);
  return (
    <>
      <dl class="verdict">
        <div>
          <dt>{labelOf(column)}</dt>
          <dd>{shown(truth)}</dd>
        </div>
        {Number.isFinite(predicted) && (
          <div>
            <dt>predicted</dt>
            <dd>
              {shown(predicted)}
              {Number.isFinite(low) && (
                <small>
                  {" "}
                  {shown(low)} to {shown(high)}
                </small>
              )}
            </dd>
          </div>
        )}
      </dl>
      {predictions?.isChecked === true && Number.isFinite(predicted) && (
        <p class="quiet">
          {isHeldOut(predictions, row)
            ? "Held out: the model has never seen this training run."
            : "Trained on: the model was fitted with this training run, so its prediction says little."}
        </p>
      )}
      {flag !== undefined && (
        <p class="problem">Do not trust the prediction: unlike the training networks, {flag}.</p>
      )}
    </>
  );
}

function Hyperparameters({ zoo: { metrics }, row }: { readonly zoo: PageZoo; readonly row: number }) {
  const facts = Array.from(metrics.columns).flatMap(([name, column]) => {
    if (!name.startsWith("config.")) return [];
    const value =
      column.kind === "category"
        ? column.categories[column.codes[row]!]!
        : column.kind === "text"
          ? column.values[row]!
          : shownNumber(column.values[row]!);
    return [[labelOf(name), value] as const];
  });
  if (facts.length === 0) return null;
  return (
    <details open>
      <summary>How it was trained</summary>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
