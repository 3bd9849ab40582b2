import { useEffect, useRef } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import { type Measure, shownValue } from "../measures/measures.js";
import type { Predictions } from "../measures/predictions.js";
import type { PageZoo } from "../page/opened.js";
import { ComparedCurves } from "./compared-curves.js";
import { ComparedSpectra } from "./compared-spectra.js";
import { FirstFilters } from "./first-filters.js";
import { networkName } from "./network-name.js";
import { tensorOf } from "./network-panel.js";
import { PairHead } from "./pair-head.js";
import { rangeOf, TensorHistogram } from "./tensor-histogram.js";
import { useSpectra } from "./use-spectra.js";
import { useWeights } from "./use-weights.js";

export interface CompareNetworksProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly rows: readonly [first: number, second: number];
  readonly measures: readonly Measure[];
  readonly predictions: Predictions | undefined;
  readonly onClose: () => void;
}

/** Two networks side by side: how they were trained, and their norms, spectra and weights on shared scales. */
export function CompareNetworks(props: CompareNetworksProps) {
  const { engine, zoo, rows, measures, predictions, onClose } = props;
  const weights = [useWeights(engine, zoo, rows[0]), useWeights(engine, zoo, rows[1])] as const;
  const [first, second] = weights.map((read) => read.weights);
  const spectra = [useSpectra(engine, zoo, rows[0]), useSpectra(engine, zoo, rows[1])] as const;
  const names = [networkName(zoo.metrics, rows[0]), networkName(zoo.metrics, rows[1])] as const;
  // The comparison stands below the plot, where one may not see it open.
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), []);
  const filters = zoo.layout.tensors.find(({ shape }) => shape.length === 4);
  return (
    <section class="compare" aria-label="Two networks side by side" ref={section}>
      <header>
        <h2>
          <span class="key of-0" /> {names[0]} beside <span class="key of-1" /> {names[1]}
        </h2>
        <button type="button" class="close" aria-label="Close the comparison" onClick={onClose}>
          ×
        </button>
      </header>
      <div class="scroll">
        <table>
          <PairHead what="measure" names={names} />
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
      <ComparedCurves metrics={zoo.metrics} rows={rows} predictions={predictions} />
      {spectra[0] !== undefined && spectra[1] !== undefined && (
        <ComparedSpectra layout={zoo.layout} names={names} spectra={[spectra[0], spectra[1]]} />
      )}
      {first !== undefined && second !== undefined && <h3>Weights</h3>}
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
