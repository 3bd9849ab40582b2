import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Attempt } from "./attempt.js";
import { Explorer } from "./explorer.js";
import { type NetworkScores, scoreFiles } from "./score-files.js";
import { openFiles } from "./sources/dropped.js";
import type { GivenFile } from "./sources/given-files.js";
import { openSample } from "./sources/sample.js";
import { openServed, servedHere } from "./sources/served.js";
import { ModelFacts } from "./view/model-facts.js";
import { DropTarget, OpenButtons } from "./view/open-files.js";
import { ScoreTable } from "./view/score-table.js";

/** The page: opens zoos, models and networks, and shows them. */
export function App() {
  const [zoo, setZoo] = useState<Zoo>();
  const [model, setModel] = useState<Model>();
  const [scored, setScored] = useState<NetworkScores>();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<string>();

  // Only one piece of work runs at a time, so that a slow one cannot replace the result of a later one.
  const isBusy = useRef(false);
  const attempt: Attempt = useCallback(async (what, work) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setBusy(`${what} …`);
    setProblem(undefined);
    try {
      await work(({ stage, done, total, unit }) => {
        setBusy(`${stage}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`);
      });
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      isBusy.current = false;
      setBusy(undefined);
    }
  }, []);

  const showSample = () =>
    attempt("opening the sample", async () => {
      const sample = await openSample();
      setZoo(sample.zoo);
      setModel(sample.model);
    });

  const open = (files: readonly GivenFile[]) =>
    attempt("opening", async () => {
      const opened = await openFiles(files);
      if (opened.zoo !== undefined) setZoo(opened.zoo);
      if (opened.model !== undefined) setModel(opened.model);
      if (opened.networks.length > 0) {
        const used = opened.model ?? model ?? (await openSample()).model;
        setModel(used);
        setScored(await scoreFiles(used, opened.networks));
      }
    });

  useEffect(() => {
    const served = servedHere();
    if (served === undefined) return;
    void attempt("opening", async () => {
      const opened = await openServed(served);
      setZoo(opened.zoo);
      setModel(opened.model);
    });
  }, [attempt]);

  return (
    <DropTarget onFiles={open}>
      <header>
        <h1>Weightcast</h1>
        <p class="quiet">
          A network's accuracy from its weights alone. All is computed here, in your browser; no file leaves
          it.
        </p>
        <span class="status quiet" role="status">
          {busy}
        </span>
        <OpenButtons onFiles={open} onSample={showSample} isDisabled={busy !== undefined} />
      </header>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {model !== undefined && <ModelFacts model={model} />}
      {scored !== undefined && <ScoreTable {...scored} />}
      {zoo !== undefined && (
        <Explorer key={zoo} zoo={zoo} model={model} isBusy={busy !== undefined} attempt={attempt} />
      )}
      {zoo === undefined && scored === undefined && <Welcome />}
    </DropTarget>
  );
}

function Welcome() {
  return (
    <main class="welcome">
      <h2>Drop something here</h2>
      <dl>
        <dt>A zoo</dt>
        <dd>
          a folder of weights.npy, metrics.csv.gz and layout.csv, as the Small CNN Zoo has them and{" "}
          <code>weightcast zoo train</code> makes them, or an .arrow file: to explore its networks, whatever
          its size
        </dd>
        <dt>A model</dt>
        <dd>
          a folder that <code>weightcast fit</code> wrote: to predict accuracies with
        </dd>
        <dt>Networks</dt>
        <dd>.npy files of weights, one network or several in each: to have their accuracy predicted</dd>
      </dl>
      <p>Or look at the sample: 400 networks trained on Fashion-MNIST, and a model fitted on most of them.</p>
    </main>
  );
}
