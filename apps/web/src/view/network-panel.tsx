import { matrixRow } from "@weightcast/core";
import type { Tensor, Zoo } from "@weightcast/zoo";
import { useEffect, useMemo, useState } from "preact/hooks";
import { labelOf, shownNumber } from "../measures.js";
import { Filters } from "./filters.js";
import { TensorHistogram } from "./tensor-histogram.js";
import { TrainingCurve } from "./training-curve.js";

export interface NetworkPanelProps {
  readonly zoo: Zoo;
  readonly row: number;
  readonly predicted: number | undefined;
  readonly onSelect: (row: number | undefined) => void;
}

/** The details of one network: its metrics, its hyperparameters, its training curve and its weights. */
export function NetworkPanel({ zoo, row, predicted, onSelect }: NetworkPanelProps) {
  const { metrics, layout } = zoo;
  const run = metrics.runOfRow[row]!;
  const checkpoints = useMemo(() => {
    const steps = metrics.numbers("step");
    const rows = Array.from(metrics.runOfRow.keys()).filter((one) => metrics.runOfRow[one] === run);
    return rows.sort((a, b) => steps[a]! - steps[b]!);
  }, [metrics, run]);
  const { weights, problem } = useWeights(zoo, row);
  const firstFilters = layout.tensors.find(({ shape }) => shape.length === 4);
  return (
    <aside class="network">
      <button type="button" class="close" aria-label="Close" onClick={() => onSelect(undefined)}>
        ×
      </button>
      <h3>
        network {metrics.runs[run]} <small>step {metrics.numbers("step")[row]}</small>
      </h3>
      <p class="row">
        <b>test accuracy {shownNumber(metrics.numbers("test_accuracy")[row]!)}</b>
        {predicted !== undefined && <b>predicted {shownNumber(predicted)}</b>}
      </p>
      {checkpoints.length > 1 && (
        <TrainingCurve metrics={metrics} rows={checkpoints} selected={row} onSelect={onSelect} />
      )}
      <Hyperparameters zoo={zoo} row={row} />
      {problem !== undefined && <p class="problem">{problem}</p>}
      {weights !== undefined && firstFilters !== undefined && (
        <Filters tensor={firstFilters} weights={part(weights, firstFilters)} />
      )}
      {weights !== undefined && (
        <div class="tensors">
          {layout.tensors.map((tensor) => (
            <TensorHistogram key={tensor.name} tensor={tensor} weights={part(weights, tensor)} />
          ))}
        </div>
      )}
    </aside>
  );
}

function part(weights: Float32Array, { start, end }: Tensor): Float32Array {
  return weights.subarray(start, end);
}

function Hyperparameters({ zoo: { metrics }, row }: { readonly zoo: Zoo; readonly row: number }) {
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
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ReadWeights {
  /** The weights, [parameters]; undefined until they are read. */
  readonly weights?: Float32Array;
  /** The reason why the weights cannot be read. */
  readonly problem?: string;
}

function useWeights(zoo: Zoo, row: number): ReadWeights {
  const [read, setRead] = useState<ReadWeights & { readonly row: number }>();
  useEffect(() => {
    let isWanted = true;
    const put = (found: ReadWeights) => isWanted && setRead({ row, ...found });
    const readRow = async () => {
      for await (const { weights } of zoo.blocks({ rows: [row] })) put({ weights: matrixRow(weights, 0) });
    };
    readRow().catch((error: Error) => put({ problem: error.message }));
    return () => {
      isWanted = false;
    };
  }, [zoo, row]);
  return read?.row === row ? read : {};
}
