import { useMemo } from "preact/hooks";
import { DreamPage } from "../dream/dream-page.js";
import { startEngine } from "../engine/engine-client.js";
import { measuresOf, withPredictions } from "../measures/measures.js";
import { ResultsPage } from "../results/results-page.js";
import type { GivenFile } from "../sources/given-files.js";
import { useView } from "../state/use-view.js";
import { ScoreTable } from "../table/score-table.js";
import { TrainPage } from "../train/train-page.js";
import { checkpointRows, Explorer } from "./explorer.js";
import { NothingOpen } from "./nothing-open.js";
import { DropTarget, OpenButtons } from "./open-files.js";
import { fits } from "./opened.js";
import { PageHeader } from "./page-header.js";
import { useOpened } from "./use-opened.js";
import { usePredictions } from "./use-predictions.js";
import { useWork } from "./use-work.js";
import { WorkList } from "./work-list.js";

const NO_ROWS = new Int32Array();
const NO_FILES: readonly GivenFile[] = [];

/** The page: opens zoos, models and networks, and shows them. */
export function App() {
  const engine = useMemo(startEngine, []);
  const [view, changeView] = useView();
  const { works, problem, run, dismiss } = useWork();
  const opened = useOpened(engine, view, changeView, run);
  const { zoo, results, scored } = opened;
  const models = zoo === undefined ? opened.models : opened.models.filter((one) => fits(one, zoo));
  /** The chosen model; if it is not for the networks of the zoo, the first one that is. */
  const model = models.find((one) => one === opened.model) ?? models[0];
  const rows = useMemo(
    () => (zoo === undefined ? NO_ROWS : checkpointRows(zoo, view.checkpoint)),
    [zoo, view.checkpoint],
  );
  const predictions = usePredictions(engine, zoo, model, rows, run);
  const found = useMemo(() => (zoo === undefined ? [] : measuresOf(zoo.metrics)), [zoo]);
  const measures = useMemo(
    () =>
      zoo === undefined || predictions === undefined
        ? found
        : withPredictions(found, predictions, zoo.metrics),
    [zoo, predictions, found],
  );

  return (
    <DropTarget onFiles={opened.openFiles}>
      <PageHeader zoo={zoo} models={models} model={model} view={view} onChange={changeView}>
        <OpenButtons onFiles={opened.openFiles} onSample={opened.openSample} />
      </PageHeader>
      <main>
        <WorkList works={works} />
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}{" "}
            <button type="button" class="plain" onClick={dismiss}>
              Dismiss
            </button>
          </p>
        )}
        {scored !== undefined && <ScoreTable {...scored.scores} onClose={opened.closeScored} />}
        {zoo === undefined && (view.tab === "explore" || view.tab === "dreams") && (
          <NothingOpen isOpening={works.length > 0} />
        )}
        {zoo !== undefined && view.zoo !== "" && view.zoo !== zoo.name && view.tab === "explore" && (
          <p class="problem">
            This address shows the zoo <b>{view.zoo}</b>, which the page was given as files. Open them again
            to see it; below is {zoo.name}.
          </p>
        )}
        {zoo !== undefined && view.tab === "explore" && (
          <Explorer
            key={zoo.id}
            engine={engine}
            zoo={zoo}
            model={model}
            predictions={predictions}
            view={view}
            onChange={changeView}
            measures={measures}
            rows={rows}
            run={run}
          />
        )}
        {zoo !== undefined && view.tab === "dreams" && (
          <DreamPage
            key={zoo.id}
            engine={engine}
            zoo={zoo}
            model={opened.model}
            rows={rows}
            networks={scored?.files ?? NO_FILES}
            run={run}
          />
        )}
        {view.tab === "results" && (
          <ResultsPage
            given={results}
            isSample={opened.isSampleOfResults}
            view={view.table}
            onChange={(table) => changeView({ table })}
            onClose={opened.closeResults}
            run={run}
          />
        )}
        {view.tab === "train" && (
          <TrainPage engine={engine} zoo={zoo} model={opened.model} onAdd={opened.addTrained} />
        )}
      </main>
    </DropTarget>
  );
}
