import type { Model } from "@weightcast/predictors";
import { sameLayout, selectCheckpoints, selectWhere, type Zoo } from "@weightcast/zoo";
import { useMemo, useState } from "preact/hooks";
import type { Attempt } from "./attempt.js";
import { labelOf, type Measure, measuresOf, PREDICTED, predictionMeasures, STANDING } from "./measures.js";
import { predictRows, type ZooPredictions } from "./predict-rows.js";
import { Controls, type View } from "./view/controls.js";
import { NetworkFinder } from "./view/network-finder.js";
import { NetworkPanel } from "./view/network-panel.js";
import { PredictionSummary } from "./view/prediction-summary.js";
import { Scatter } from "./view/scatter.js";

export interface ExplorerProps {
  readonly zoo: Zoo;
  readonly model: Model | undefined;
  readonly isBusy: boolean;
  readonly attempt: Attempt;
}

/** Shows a zoo's networks as points, controls to choose networks, and the details of one network. */
export function Explorer({ zoo, model, isBusy, attempt }: ExplorerProps) {
  const [view, setView] = useState<View>(() => firstView(zoo));
  const [selected, setSelected] = useState<number>();
  const [predictions, setPredictions] = useState<ZooPredictions>();
  const ofModel = predictions?.model === model ? predictions : undefined;

  const { rows, problem } = useMemo(() => chooseRows(zoo, view), [zoo, view.checkpoint, view.where]);
  const shown = useMemo(
    () => (selected !== undefined && rows.includes(selected) ? selected : undefined),
    [rows, selected],
  );
  const measures = useMemo(() => {
    const found = measuresOf(zoo.metrics);
    return ofModel === undefined ? found : [...predictionMeasures(ofModel), ...found];
  }, [zoo, ofModel]);
  const measure = (name: string): Measure => measures.find((one) => one.name === name) ?? measures[0]!;

  const predict = (predictor: Model) =>
    attempt("predicting", async (onProgress) => {
      setPredictions(await predictRows(predictor, zoo, rows, onProgress));
      setView((now) => ({ ...now, x: predictor.manifest.target.column, y: PREDICTED, colour: STANDING }));
    });

  const fits = model !== undefined && sameLayout(model.layout, zoo.layout);
  return (
    <main class="explorer">
      <h2>
        {zoo.name}{" "}
        <small>
          {zoo.rows.toLocaleString("en")} checkpoints of {zoo.metrics.runs.length.toLocaleString("en")}{" "}
          networks, {zoo.layout.parameters.toLocaleString("en")} weights each
        </small>
      </h2>
      <Controls view={view} onChange={setView} measures={measures} problem={problem} />
      <div class="row">
        <span>{rows.length.toLocaleString("en")} shown</span>
        <NetworkFinder metrics={zoo.metrics} rows={rows} onFind={setSelected} />
        {fits && (
          <button type="button" onClick={() => predict(model)} disabled={isBusy || rows.length === 0}>
            Predict their {labelOf(model.manifest.target.column)}
          </button>
        )}
        {model !== undefined && !fits && (
          <span class="quiet">The model is for networks of another layout.</span>
        )}
      </div>
      {ofModel !== undefined && <PredictionSummary predictions={ofModel} />}
      <div class="columns">
        <Scatter
          rows={rows}
          x={measure(view.x)}
          y={measure(view.y)}
          colour={measure(view.colour)}
          hasDiagonal={view.y === PREDICTED && view.x === ofModel?.model.manifest.target.column}
          selected={shown}
          onSelect={setSelected}
        />
        {shown === undefined ? (
          <aside class="network quiet">
            <p>Choose a point to look at a network: its hyperparameters, how it was trained, its weights.</p>
          </aside>
        ) : (
          <NetworkPanel zoo={zoo} row={shown} onSelect={setSelected} predicted={ofModel?.predicted[shown]} />
        )}
      </div>
    </main>
  );
}

/** The initial view of a zoo, depending on the columns that it has. */
function firstView({ metrics }: Zoo): View {
  const names = measuresOf(metrics).map(({ name }) => name);
  const first = (...wanted: readonly string[]) => wanted.find((name) => names.includes(name))!;
  return {
    checkpoint: "final",
    where: "",
    x: first("config.learning_rate", "train_accuracy", "step", "test_accuracy"),
    y: "test_accuracy",
    colour: first("config.optimizer", "config.activation", "step", "test_accuracy"),
  };
}

/** The rows to show, and the problem of a condition that cannot be read. */
function chooseRows({ metrics }: Zoo, { checkpoint, where }: View) {
  const rows = selectCheckpoints(metrics, checkpoint);
  if (where.trim() === "") return { rows };
  try {
    return { rows: selectWhere(metrics, rows, where) };
  } catch (error) {
    return { rows, problem: (error as Error).message };
  }
}
