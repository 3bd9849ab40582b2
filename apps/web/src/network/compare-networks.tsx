import type { RemoteEngine } from "../engine/engine-client.js";
import { type Measure, shownValue } from "../measures/measures.js";
import type { PageZoo } from "../page/opened.js";
import { FirstFilters } from "./first-filters.js";
import { networkName } from "./network-name.js";
import { tensorOf } from "./network-panel.js";
import { rangeOf, TensorHistogram } from "./tensor-histogram.js";
import { useWeights } from "./use-weights.js";

export interface CompareNetworksProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly rows: readonly [first: number, second: number];
  readonly measures: readonly Measure[];
  readonly onClose: () => void;
}

/** Two networks side by side: how they were trained, and their weights on shared scales. */
export function CompareNetworks({ engine, zoo, rows, measures, onClose }: CompareNetworksProps) {
  const weights = [useWeights(engine, zoo, rows[0]), useWeights(engine, zoo, rows[1])] as const;
  const [first, second] = weights.map((read) => read.weights);
  const filters = zoo.layout.tensors.find(({ shape }) => shape.length === 4);
  return (
    <section class="compare" aria-label="Two networks side by side">
      <header>
        <h2>
          {networkName(zoo.metrics, rows[0])} beside {networkName(zoo.metrics, rows[1])}
        </h2>
        <button type="button" class="close" aria-label="Close the comparison" onClick={onClose}>
          ×
        </button>
      </header>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">measure</th>
              {rows.map((row) => (
                <th key={row} scope="col">
                  {networkName(zoo.metrics, row)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => {
              const [left, right] = [shownValue(measure, rows[0]), shownValue(measure, rows[1])];
              return (
                <tr key={measure.name} class={left === right ? "quiet" : ""}>
                  <th scope="row">{measure.label}</th>
                  <td>{left}</td>
                  <td>{right}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {first !== undefined && second !== undefined && (
        <div class="pairs">
          {filters !== undefined && (
            <>
              <FirstFilters tensor={filters} weights={tensorOf(first, filters)} />
              <FirstFilters tensor={filters} weights={tensorOf(second, filters)} />
            </>
          )}
          {zoo.layout.tensors.flatMap((tensor) => {
            const both = [tensorOf(first, tensor), tensorOf(second, tensor)];
            const range = rangeOf(both);
            return both.map((own, i) => (
              <TensorHistogram key={`${tensor.name}/${i}`} tensor={tensor} weights={own} range={range} />
            ));
          })}
        </div>
      )}
    </section>
  );
}
