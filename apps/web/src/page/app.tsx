import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { DreamPage } from "../dream/dream-page.js";
import { startEngine } from "../engine/engine-client.js";
import type { NetworkScores, TrainedNetwork } from "../engine/messages.js";
import { measuresOf, predictionMeasures } from "../measures/measures.js";
import { type GivenResults, resultsAmong } from "../results/given-results.js";
import { ResultsPage } from "../results/results-page.js";
import type { GivenFile } from "../sources/given-files.js";
import { type Offer, sampleOffer } from "../sources/sample.js";
import { servedOffer, servedResults } from "../sources/served.js";
import { useView } from "../state/use-view.js";
import { ScoreTable } from "../table/score-table.js";
import { TrainPage } from "../train/train-page.js";
import { networkOf } from "../train/trained-network.js";
import { checkpointRows, Explorer } from "./explorer.js";
import { afterNextFrame, nextTask } from "./next-task.js";
import { DropTarget, OpenButtons } from "./open-files.js";
import { fits, type Model, type PageZoo, pageZoo } from "./opened.js";
import { PageHeader } from "./page-header.js";
import { usePredictions } from "./use-predictions.js";
import { useWork } from "./use-work.js";
import { WorkList } from "./work-list.js";

const NO_ROWS = new Int32Array();

/** The page: opens zoos, models and networks, and shows them. */
export function App() {
  const engine = useMemo(startEngine, []);
  const [view, changeView] = useView();
  const { works, problem, run, dismiss } = useWork();
  const [zoo, setZoo] = useState<PageZoo>();
  const [models, setModels] = useState<readonly Model[]>([]);
  const [results, setResults] = useState<GivenResults>();
  const [scored, setScored] = useState<NetworkScores>();
  const [networks, setNetworks] = useState<readonly GivenFile[]>([]);
  const model = models.find(({ name }) => name === view.model) ?? models[0];
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
        : [...predictionMeasures(predictions, zoo.metrics), ...found],
    [zoo, predictions, found],
  );

  // Files are opened one after the other, in the order in which they were given.
  const queue = useRef(Promise.resolve());
  const inTurn = (name: string, work: () => Promise<void>) => {
    queue.current = queue.current.then(() => run(name, work));
  };

  const openOffer = ({ zoo: zooFolder, models: folders }: Offer) => {
    const first = folders.find(({ name }) => name === view.model) ?? folders[0];
    inTurn(`Opening ${zooFolder?.name ?? "the model"}`, async () => {
      const [openedZoo, openedModel] = await Promise.all([
        zooFolder === null ? undefined : engine.openRemoteZoo(zooFolder),
        first === undefined ? undefined : engine.openRemoteModel(first),
      ]);
      setModels(openedModel === undefined ? [] : [openedModel]);
      if (openedZoo === undefined) return;
      // To receive the metrics of a large zoo takes a while, and so does drawing it: the page may act in between.
      await nextTask();
      setZoo(pageZoo(openedZoo));
    });
    // The other models are not needed for the first sight of the zoo.
    for (const folder of folders.filter((one) => one !== first)) {
      inTurn(`Opening ${folder.name}`, async () => {
        await afterNextFrame();
        const further = await engine.openRemoteModel(folder);
        setModels((known) => [...known, further]);
      });
    }
  };

  const openGiven = (files: readonly GivenFile[]) =>
    inTurn("Opening the files", async () => {
      const found = await resultsAmong(files);
      if (found !== undefined) {
        setResults(found);
        changeView({ tab: "results" });
        return;
      }
      const opened = await engine.openFiles(files);
      if (opened.zoo !== null) {
        setZoo(pageZoo(opened.zoo));
        changeView({ network: "", other: "", filters: new Map(), where: "", x: "", y: "", colour: "" });
      }
      const given = opened.model;
      if (given !== null) setModels((known) => [given, ...known]);
      if (opened.networks.length === 0) return;
      const used = given ?? model;
      if (used === undefined) throw new Error("networks are scored by a model: open the folder of one first");
      setScored(await engine.scoreFiles(used.id, opened.networks));
      setNetworks(opened.networks);
    });

  const addTrained = async (network: TrainedNetwork) => {
    if (zoo === undefined) return;
    setZoo({ ...pageZoo(await engine.addTrained(zoo.id, network)), grownFrom: zoo });
    changeView({ tab: "explore", network: networkOf(network), other: "" });
  };

  useEffect(() => {
    void (async () => openOffer(servedOffer() ?? (await sampleOffer())))();
    void run("Opening the results", async () => {
      const served = await servedResults();
      if (served === undefined) return;
      setResults(served);
      if (location.hash === "") changeView({ tab: "results" });
    });
  }, []);

  return (
    <DropTarget onFiles={openGiven}>
      <PageHeader
        zoo={zoo}
        models={zoo === undefined ? models : models.filter((one) => fits(one, zoo))}
        model={model}
        view={view}
        onChange={changeView}
      >
        <OpenButtons onFiles={openGiven} onSample={async () => openOffer(await sampleOffer())} />
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
        {scored !== undefined && <ScoreTable {...scored} onClose={() => setScored(undefined)} />}
        {zoo === undefined && works.length > 0 && view.tab === "explore" && (
          <p class="waiting quiet">The networks appear here in a moment.</p>
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
            model={model}
            rows={rows}
            networks={networks}
            run={run}
          />
        )}
        {view.tab === "results" && (
          <ResultsPage
            given={results}
            table={view.table}
            onTable={(table) => changeView({ table })}
            run={run}
          />
        )}
        {view.tab === "train" && <TrainPage engine={engine} zoo={zoo} model={model} onAdd={addTrained} />}
      </main>
    </DropTarget>
  );
}
