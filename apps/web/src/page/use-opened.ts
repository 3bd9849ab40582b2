import { useEffect, useRef, useState } from "preact/hooks";
import { callback, type RemoteEngine, runTask } from "../engine/engine-client.js";
import type { NetworkScores, OpenedZoo, TrainedNetwork } from "../engine/messages.js";
import { prepareRenderer } from "../plot/renderer.js";
import { type GivenResults, resultsAmong } from "../results/given-results.js";
import type { GivenFile } from "../sources/given-files.js";
import { type Offer, sampleOffer, sampleResults } from "../sources/sample.js";
import { servedOffer, servedResults } from "../sources/served.js";
import type { ChangeView } from "../state/use-view.js";
import { UNFILTERED, type View } from "../state/view.js";
import { networkOf } from "../train/network-of.js";
import { afterNextFrame, nextTask } from "./next-task.js";
import { type Model, type PageZoo, pageZoo } from "./opened.js";
import type { RunWork } from "./use-work.js";

/** Networks in files, and a model's predictions for them. */
interface ScoredNetworks {
  readonly scores: NetworkScores;
  readonly files: readonly GivenFile[];
}

/** The zoo, the models and the results that are open on the page, and the functions that open others. */
export interface Opened {
  readonly zoo: PageZoo | undefined;
  readonly models: readonly Model[];
  /** The model that is chosen; undefined where none is open. */
  readonly model: Model | undefined;
  readonly results: GivenResults | undefined;
  /** Whether the results are those of the sample, because no others are open. */
  readonly isSampleOfResults: boolean;
  readonly scored: ScoredNetworks | undefined;
  readonly openFiles: (files: readonly GivenFile[]) => void;
  readonly openSample: () => void;
  /** Adds a network that was trained on the page to the zoo. */
  readonly addTrained: (network: TrainedNetwork) => void;
  readonly closeScored: () => void;
  readonly closeResults: () => void;
}

/** Opens what is served with the page, else the sample, and then what the page is given, one after the other. */
export function useOpened(engine: RemoteEngine, view: View, onView: ChangeView, run: RunWork): Opened {
  const [zoo, setZoo] = useState<PageZoo>();
  const [models, setModels] = useState<readonly Model[]>([]);
  const [results, setResults] = useState<GivenResults>();
  const [scored, setScored] = useState<ScoredNetworks>();
  const model = models.find(({ name }) => name === view.model) ?? models[0];
  // Files wait for their turn, in which another model and another view may have come.
  const latest = useRef({ model, view });
  latest.current = { model, view };
  const queue = useRef(Promise.resolve());
  const inTurn: RunWork = (name, work) => {
    queue.current = queue.current.then(() => run(name, work));
    return queue.current;
  };

  /** Shows a zoo, in steps between which the page may act: those of a large zoo take long. */
  const showZoo = async (opened: OpenedZoo) => {
    await nextTask();
    const shown = pageZoo(opened);
    await nextTask();
    if (latest.current.view.tab === "explore") prepareRenderer();
    await nextTask();
    setZoo(shown);
  };

  const openOffer = ({ zoo: zooFolder, models: folders }: Offer) => {
    const first = folders.find(({ name }) => name === view.model) ?? folders[0];
    let isOpened = false;
    void inTurn(`Opening ${zooFolder?.name ?? "the model"}`, async (signal, onProgress) => {
      const [openedZoo, openedModel] = await Promise.all([
        zooFolder === null
          ? null
          : runTask(engine, signal, (task) => engine.openRemoteZoo(task, zooFolder, callback(onProgress))),
        first === undefined ? null : runTask(engine, signal, (task) => engine.openRemoteModel(task, first)),
      ]);
      if (signal.aborted) return;
      isOpened = true;
      setModels(openedModel === null ? [] : [openedModel]);
      if (openedZoo !== null) await showZoo(openedZoo);
    });
    // The other models are not needed for the first sight of the zoo.
    for (const folder of folders.filter((one) => one !== first)) {
      void inTurn(`Opening ${folder.name}`, async (signal) => {
        if (!isOpened) return;
        await afterNextFrame();
        const further = await runTask(engine, signal, (task) => engine.openRemoteModel(task, folder));
        if (further !== null) setModels((known) => [...known, further]);
      });
    }
  };

  const openFiles = (files: readonly GivenFile[]) => {
    void inTurn("Opening the files", async (signal, onProgress) => {
      const given = await resultsAmong(files);
      if (given !== undefined) {
        setResults(given);
        onView({ tab: "results" });
        return;
      }
      const opened = await runTask(engine, signal, (task) =>
        engine.openFiles(task, files, callback(onProgress)),
      );
      if (opened === null) return;
      const { networks } = opened;
      if (opened.zoo !== null) {
        await showZoo(opened.zoo);
        const { name } = opened.zoo;
        // An address that was loaded again waits for its zoo.
        if (latest.current.view.zoo !== name) onView({ ...UNFILTERED, zoo: name });
      }
      const openedModel = opened.model;
      if (openedModel !== null) setModels((known) => [openedModel, ...known]);
      if (networks.length === 0) return;
      const used = openedModel ?? latest.current.model;
      if (used === undefined) throw new Error("networks are scored by a model: open the folder of one first");
      const scores = await runTask(engine, signal, (task) =>
        engine.scoreFiles(task, used.id, networks, callback(onProgress)),
      );
      if (scores !== null) setScored({ scores, files: networks });
    });
  };

  const openSample = async () => {
    openOffer(await sampleOffer());
    onView({ ...UNFILTERED, tab: "explore" });
  };

  const addTrained = async (network: TrainedNetwork) => {
    if (zoo === undefined) return;
    setZoo({ ...pageZoo(await engine.addTrained(zoo.id, network)), grownFrom: zoo });
    onView({ tab: "explore", network: networkOf(network), other: "" });
  };

  useEffect(() => {
    void (async () => openOffer(servedOffer() ?? (await sampleOffer())))();
    void run("Opening the results", async () => {
      const served = await servedResults();
      if (served === undefined) return;
      setResults(served);
      if (location.hash === "") onView({ tab: "results" }, "page");
    });
  }, []);

  const sample = useRef<GivenResults | undefined>(undefined);
  const isSampleAsked = useRef(false);
  useEffect(() => {
    if (view.tab !== "results" || results !== undefined || isSampleAsked.current) return;
    isSampleAsked.current = true;
    void run("Opening the results", async () => {
      const opened = await sampleResults();
      sample.current = opened;
      setResults((known) => known ?? opened);
    });
  }, [view.tab, results]);

  return {
    zoo,
    models,
    model,
    results,
    isSampleOfResults: results !== undefined && results === sample.current,
    scored,
    openFiles,
    openSample,
    addTrained,
    closeScored: () => setScored(undefined),
    closeResults: () => setResults(undefined),
  };
}
