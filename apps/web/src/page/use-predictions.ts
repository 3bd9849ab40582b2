import { useEffect, useRef, useState } from "preact/hooks";
import { callback, type RemoteEngine, runTask } from "../engine/engine-client.js";
import {
  fromStored,
  grown,
  noPredictions,
  type Predictions,
  unpredicted,
  withHeldOut,
  withPart,
} from "../measures/predictions.js";
import { fits, type Model, type PageZoo } from "./opened.js";
import type { RunWork } from "./use-work.js";

/**
 * A model's predictions for the rows of a zoo that are shown, which come part by part. Which of them the model has never seen is found out
 * after they are all there.
 *
 * @returns undefined where there is no model, or it is for other networks
 */
export function usePredictions(
  engine: RemoteEngine,
  zoo: PageZoo | undefined,
  model: Model | undefined,
  rows: Int32Array,
  run: RunWork,
): Predictions | undefined {
  const [predictions, setPredictions] = useState<Predictions>();
  const known = useRef(new Map<string, Predictions>());
  const isUsed = zoo !== undefined && model !== undefined && fits(model, zoo);

  useEffect(() => {
    if (!isUsed) {
      setPredictions(undefined);
      return;
    }
    const key = keyOf(zoo, model);
    let own = knownPredictions(known.current, zoo, model);
    const put = (next: Predictions) => {
      own = next;
      known.current.set(key, next);
      if (!isOver) setPredictions(next);
    };
    let isOver = false;
    put(own);
    const missing = unpredicted(own, rows);
    if (missing.length === 0) return;
    const stop = new AbortController();
    void run("Predicting", async (signal, onProgress) => {
      const either = AbortSignal.any([signal, stop.signal]);
      const request = { model: model.id, zoo: zoo.id, rows: missing };
      let done = 0;
      await runTask(engine, either, (task) =>
        engine.predict(
          task,
          request,
          callback((part) => {
            done += part.rows.length;
            onProgress({ stage: "predicting", done, total: missing.length, unit: "networks" });
            put(withPart(own, part));
          }),
        ),
      );
      if (either.aborted) return;
      const heldOut = await runTask(engine, either, (task) =>
        engine.heldOut(task, request, callback(onProgress)),
      );
      if (heldOut !== null) put(withHeldOut(own, missing, heldOut));
    });
    return () => {
      isOver = true;
      stop.abort();
    };
  }, [engine, zoo, model, isUsed, rows, run]);

  return isUsed ? predictions : undefined;
}

function keyOf(zoo: PageZoo, model: Model): string {
  return `${zoo.id}/${model.id}`;
}

/** The predictions of a model for a zoo: those that came with the model, and those made here, also before networks were added to the zoo. */
function knownPredictions(known: ReadonlyMap<string, Predictions>, zoo: PageZoo, model: Model): Predictions {
  const found = known.get(keyOf(zoo, model));
  if (found !== undefined) return found;
  if (zoo.grownFrom !== undefined) return grown(knownPredictions(known, zoo.grownFrom, model), zoo.rows);
  const { predictions } = model;
  return predictions === null || predictions.rows.length !== zoo.rows
    ? noPredictions(model, zoo.rows)
    : fromStored(model, zoo.rows, predictions);
}
