import { selectCheckpoints, selectWhere } from "@weightcast/zoo";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import { CrossFilter } from "../filters/cross-filter.js";
import { FilterPanel } from "../filters/filter-panel.js";
import { WhereField } from "../filters/where-field.js";
import { useMap } from "../map/use-map.js";
import { ERROR, type Measure, PREDICTED, shownPercent, shownValue } from "../measures/measures.js";
import type { Predictions } from "../measures/predictions.js";
import { CompareNetworks } from "../network/compare-networks.js";
import { NetworkFinder } from "../network/network-finder.js";
import { networkName, rowOfNetwork } from "../network/network-name.js";
import { NetworkPanel } from "../network/network-panel.js";
import { axisMeasures } from "../parallel/parallel-axes.js";
import { ParallelPlot } from "../parallel/parallel-plot.js";
import { PlotControls } from "../plot/plot-controls.js";
import { type DrawnPlot, PlotExport } from "../plot/plot-export.js";
import type { Scaled } from "../plot/points.js";
import { hasWebGl } from "../plot/renderer.js";
import { Scatter } from "../plot/scatter.js";
import type { ChangeView } from "../state/use-view.js";
import { usualMeasures, type View } from "../state/view.js";
import type { Corner } from "../table/lasso.js";
import { NetworkTable } from "../table/network-table.js";
import { useListed, WORST, worstRows } from "../table/use-listed.js";
import { HeldOutScores } from "./held-out-scores.js";
import { useNextTask } from "./next-task.js";
import type { Model, PageZoo } from "./opened.js";
import { useSettled } from "./use-settled.js";
import type { RunWork } from "./use-work.js";

export interface ExplorerProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly model: Model | undefined;
  readonly predictions: Predictions | undefined;
  readonly view: View;
  readonly onChange: ChangeView;
  readonly measures: readonly Measure[];
  /** The rows of the view's checkpoints. */
  readonly rows: Int32Array;
  readonly run: RunWork;
}

/** So many points are drawn only after a pause of so many milliseconds in what is changed. */
const [MANY, PAUSE] = [20_000, 250];

const NO_CORNERS: readonly Corner[] = [];

/** Shows the networks of a zoo as points between filters on the left and the details of one network on the right. */
export function Explorer(props: ExplorerProps) {
  const { engine, zoo, model, predictions, view, onChange, measures, rows, run } = props;
  const [isLasso, setLasso] = useState(false);
  const matching = useMemo(() => whereRows(zoo, rows, view.where), [zoo, rows, view.where]);
  const crossFilter = useMemo(() => new CrossFilter(matching.rows, measures), [matching.rows, measures]);
  const shown = useMemo(() => crossFilter.apply(view.filters), [crossFilter, view.filters]);
  // Many points are drawn again once the filters rest.
  const drawnRows = useSettled(shown, matching.rows.length > MANY ? PAUSE : 0);
  const isNextTask = useNextTask();
  const usual = useMemo(() => usualMeasures(zoo, model, measures), [zoo, model, measures]);
  const measureOf = (name: string, otherwise: string): Measure =>
    measures.find((one) => one.name === name) ??
    measures.find((one) => one.name === otherwise) ??
    measures[0]!;
  const { chart } = view;
  const target = predictions?.model.manifest.target.column;
  const map = useMap(engine, zoo, rows, run, chart === "map");
  const x = chart === "map" && map !== undefined ? map.x : measureOf(view.x, usual.x);
  const y = chart === "map" && map !== undefined ? map.y : measureOf(view.y, usual.y);
  // Where the place does not tell how accurate a network is, its colour does.
  const colour = measureOf(view.colour, chart === "points" ? usual.colour : (target ?? usual.y));
  const axes = useMemo(
    () => axisMeasures(measures, [target ?? usual.y, PREDICTED]),
    [measures, target, usual],
  );
  const selected = useMemo(() => rowOfNetwork(zoo.metrics, view.network), [zoo, view.network]);
  const other = useMemo(() => rowOfNetwork(zoo.metrics, view.other), [zoo, view.other]);
  const drawn = useRef<DrawnPlot | undefined>(undefined);
  const setWhere = useCallback((where: string) => onChange({ where }), [onChange]);
  const nameOf = (row: number | undefined) => (row === undefined ? "" : networkName(zoo.metrics, row));
  const select = (row: number | undefined) => onChange({ network: nameOf(row) });

  const isPrediction = y.name === PREDICTED && x.name === target;
  const xScaled: Scaled = { measure: x, kind: chart === "map" ? "linear" : view.xScale };
  const yScaled: Scaled = { measure: y, kind: chart === "map" ? "linear" : view.yScale };
  const listed = useListed({ view, zoo, predictions, rows: drawnRows, x: xScaled, y: yScaled });

  // A page that was just opened shows its worst prediction, which begs for an explanation.
  useEffect(() => {
    const [row] = worstRows(zoo, predictions, shown);
    if (predictions?.isChecked === true && location.hash === "") onChange({ network: nameOf(row) }, "page");
  }, [predictions?.isChecked]);

  const describe = (row: number) => [
    networkName(zoo.metrics, row),
    ...(chart === "points" ? [x, y, colour] : [...axes.slice(-2), colour])
      .filter((measure, i, all) => all.indexOf(measure) === i)
      .map((measure) => `${measure.label}: ${shownValue(measure, row)}`),
    ...(predictions !== undefined && Number.isFinite(predictions.low[row])
      ? [`90 % interval: ${shownPercent(predictions.low[row]!)} to ${shownPercent(predictions.high[row]!)}`]
      : []),
    ...(predictions?.flags.has(row) === true ? ["unlike the training networks"] : []),
  ];
  return (
    <div class={selected === undefined ? "explorer" : "explorer with-network"}>
      <button type="button" class="skip" onClick={focusPlot}>
        Skip the filters
      </button>
      <FilterPanel
        crossFilter={crossFilter}
        measures={measures}
        filters={view.filters}
        onChange={(filters) => onChange({ filters })}
      >
        <WhereField where={view.where} onChange={setWhere} problem={matching.problem} />
      </FilterPanel>
      <section class="centre" aria-label="The networks">
        <PlotControls
          view={{ ...view, x: x.name, y: y.name, colour: colour.name }}
          onChange={(change) => onChange(withoutLasso(view, change))}
          measures={measures}
        >
          <PlotExport drawn={() => drawn.current} />
        </PlotControls>
        {predictions !== undefined && (
          <HeldOutScores engine={engine} zoo={zoo} predictions={predictions} rows={shown} />
        )}
        {chart === "lines" ? (
          <ParallelPlot
            all={matching.rows}
            rows={drawnRows}
            measures={axes}
            colour={colour}
            filters={view.filters}
            onChange={(filters) => onChange({ filters })}
            selected={selected}
            onSelect={select}
            describe={describe}
          />
        ) : !isNextTask && matching.rows.length > MANY ? (
          <div class="scatter-frame" />
        ) : chart === "map" && map === undefined ? (
          <p class="scatter-frame quiet">The map appears once the weights of the networks are read.</p>
        ) : !hasWebGl() ? (
          <p class="quiet">
            This browser does not offer WebGL, with which points are drawn. The filters, the scores, the table
            and the networks are there without it.
          </p>
        ) : (
          <Scatter
            key={chart}
            rows={drawnRows}
            x={xScaled}
            y={yScaled}
            colour={colour}
            predictions={predictions}
            isPrediction={isPrediction}
            isLasso={isLasso}
            selected={selected}
            onSelect={select}
            lasso={view.list === "lasso" ? view.lasso : NO_CORNERS}
            onLasso={(lasso) => onChange({ list: "lasso", lasso })}
            describe={describe}
            onDrawn={(plot) => {
              drawn.current = plot;
            }}
          />
        )}
        {chart === "map" && map !== undefined && (
          <p class="quiet">
            Networks whose weights have similar statistics lie close together: the first two principal
            components of the ranks of percentiles, means and deviations of every tensor.
            {map.placed < rows.length &&
              ` ${map.placed.toLocaleString("en")} of ${rows.length.toLocaleString("en")} networks are placed, evenly from all.`}
          </p>
        )}
        <p class="row tools">
          <span>{shown.length.toLocaleString("en")} shown</span>
          <NetworkFinder metrics={zoo.metrics} rows={shown} onFind={select} />
          {chart !== "lines" && (
            <button type="button" aria-pressed={isLasso} onClick={() => setLasso(!isLasso)}>
              Lasso
            </button>
          )}
          <button type="button" onClick={() => onChange({ list: "shown" })}>
            Table
          </button>
          {predictions !== undefined && measures.some(({ name }) => name === ERROR) && (
            <button type="button" onClick={() => onChange({ list: "worst" })}>
              The {WORST} worst
            </button>
          )}
        </p>
        {listed !== undefined && (
          <NetworkTable
            {...listed}
            zoo={zoo}
            measures={measures}
            selected={selected}
            order={view.sort}
            onOrder={(sort) => onChange({ sort })}
            onSelect={select}
            onClose={() => onChange({ list: "none", lasso: NO_CORNERS, sort: undefined })}
          />
        )}
        {other !== undefined && selected !== undefined && other !== selected && (
          <CompareNetworks
            engine={engine}
            zoo={zoo}
            rows={[other, selected]}
            measures={measures}
            predictions={predictions}
            onClose={() => onChange({ other: "" })}
          />
        )}
      </section>
      {selected !== undefined && (
        <NetworkPanel
          engine={engine}
          zoo={zoo}
          model={model}
          row={selected}
          predictions={predictions}
          onSelect={select}
          onCompare={(row) => onChange({ other: networkName(zoo.metrics, row), network: "" })}
        />
      )}
    </div>
  );
}

/** Gives the plot the focus; there is none where the browser cannot draw it. */
function focusPlot(): void {
  document.querySelector<HTMLElement>(".plot canvas, .parallel")?.focus();
}

/** A change of the view that lets go of the lasso where its axes are not shown any more. */
function withoutLasso({ list }: View, change: Partial<View>): Partial<View> {
  const isElsewhere = "x" in change || "y" in change || "chart" in change;
  return isElsewhere && list === "lasso" ? { ...change, list: "none", lasso: NO_CORNERS } : change;
}

/** The rows that a condition keeps; all rows, and the problem, where it cannot be read. */
function whereRows({ metrics }: PageZoo, rows: Int32Array, where: string) {
  if (where.trim() === "") return { rows };
  try {
    return { rows: selectWhere(metrics, rows, where) };
  } catch (error) {
    return { rows, problem: (error as Error).message };
  }
}

/** The rows of the zoo's checkpoints of a choice. */
export function checkpointRows({ metrics }: PageZoo, checkpoint: string): Int32Array {
  return selectCheckpoints(metrics, checkpoint);
}
