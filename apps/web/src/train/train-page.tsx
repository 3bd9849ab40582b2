import type { Progress } from "@weightcast/core";
import { encodeNpy } from "@weightcast/npy";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import type { TrainedNetwork } from "../engine/messages.js";
import { shownPercent } from "../measures/measures.js";
import type { Model, PageZoo } from "../page/opened.js";
import { save } from "../table/save-table.js";
import { FIRST_SETTINGS, type Settings, SettingsForm } from "./settings-form.js";
import type { TrainedCheckpoint } from "./trained-network.js";
import type { WatchedCheckpoint } from "./watched-checkpoint.js";
import { WatchedCurve } from "./watched-curve.js";

export interface TrainPageProps {
  readonly engine: RemoteEngine;
  /** The zoo that a trained network can be added to. */
  readonly zoo: PageZoo | undefined;
  readonly model: Model | undefined;
  readonly onAdd: (network: TrainedNetwork) => void;
}

/** The names of networks that were trained on the page, before their number. */
const OWN_NAME = "trained-";

/** Trains a network in a worker and shows its measured and its predicted accuracy, epoch by epoch. */
export function TrainPage({ engine, zoo, model, onAdd }: TrainPageProps) {
  const [settings, setSettings] = useState(FIRST_SETTINGS);
  const [checkpoints, setCheckpoints] = useState<readonly WatchedCheckpoint[]>([]);
  const [trained, setTrained] = useState<readonly TrainedCheckpoint[]>([]);
  // The settings may be changed while the network learns, or afterwards.
  const [used, setUsed] = useState(FIRST_SETTINGS);
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<string>();
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const train = async (of: Model) => {
    const controller = new AbortController();
    stop.current = controller;
    setCheckpoints([]);
    setTrained([]);
    setUsed(settings);
    setProblem(undefined);
    setProgress({ stage: "train", done: 0, total: 1, unit: "samples" });
    try {
      // What trains is loaded when it is needed, so that the first screen comes sooner.
      const [{ trainInWorker }, { loadImages }] = await Promise.all([
        import("@weightcast/zoo-trainer"),
        import("./load-images.js"),
      ]);
      for await (const { step, metrics, weights: own } of trainInWorker({
        images: await loadImages(),
        ...trainingOptions(settings),
        // The worker's last reports may come after it was stopped.
        onProgress: (next) => {
          if (stop.current === controller && !controller.signal.aborted) setProgress(next);
        },
        signal: controller.signal,
      })) {
        const score = await engine.scoreWeights(of.id, own, "the network");
        if (controller.signal.aborted) break;
        setTrained((all) => [...all, { step, metrics, weights: own }]);
        setCheckpoints((all) => [...all, { step, accuracy: metrics.test_accuracy, score }]);
      }
    } catch (error) {
      if (!controller.signal.aborted) setProblem((error as Error).message);
    } finally {
      stop.current = undefined;
      setProgress(undefined);
    }
  };

  const last = checkpoints.at(-1);
  const weights = trained.at(-1)?.weights;
  const canBeAdded = zoo !== undefined && weights?.length === zoo.layout.parameters;
  const add = async () => {
    const { trainedNetwork } = await import("./trained-network.js");
    const number = 1 + (zoo?.metrics.runs.filter((run) => run.startsWith(OWN_NAME)).length ?? 0);
    onAdd(trainedNetwork(`${OWN_NAME}${number}`, used, trained));
  };
  return (
    <section class="train">
      <h2>Train a network and watch its accuracy being predicted</h2>
      <p class="lead">
        A network of 4,970 weights learns 2,500 images of Fashion-MNIST in your browser. After each epoch it
        is tested on 1,000 others, and {model === undefined ? "a model" : <b>{model.name}</b>} predicts from
        the weights alone how accurate it is.
      </p>
      <SettingsForm
        settings={settings}
        onChange={setSettings}
        isTraining={progress !== undefined}
        onStart={() => model !== undefined && void train(model)}
        onStop={() => stop.current?.abort()}
      />
      {progress !== undefined && (
        <progress value={progress.done} max={progress.total} aria-label="training">
          {progress.done} of {progress.total}
        </progress>
      )}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {last === undefined ? (
        <p class="scores quiet">
          {progress === undefined
            ? "Press Train: the curves appear below, epoch by epoch."
            : "The first epoch is being learnt."}
        </p>
      ) : (
        <p class="scores">
          <span>epoch {last.step}</span>
          <span>
            measured <b>{shownPercent(last.accuracy)}</b>
          </span>
          <span>
            predicted <b>{last.score.predicted === null ? "–" : shownPercent(last.score.predicted)}</b>
          </span>
          {last.score.flag !== null && (
            <span class="quiet">unlike the training networks: {last.score.flag}</span>
          )}
          {canBeAdded && progress === undefined && (
            <button type="button" class="main" onClick={add}>
              Add it to the zoo
            </button>
          )}
          {weights !== undefined && progress === undefined && (
            <button
              type="button"
              onClick={() =>
                save(
                  "network.npy",
                  "application/octet-stream",
                  new Blob([new Uint8Array(encodeNpy(weights, [weights.length]))]),
                )
              }
            >
              Save the weights
            </button>
          )}
        </p>
      )}
      <WatchedCurve
        checkpoints={checkpoints}
        epochs={progress === undefined && last === undefined ? settings.epochs : used.epochs}
      />
    </section>
  );
}

function trainingOptions({ epochs, seed, ...hyperparameters }: Settings) {
  return { hyperparameters, epochs, seed, epochsBetweenCheckpoints: 1 };
}
