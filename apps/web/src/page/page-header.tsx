import type { ComponentChildren } from "preact";
import { labelOf, PREDICTED, shownScore } from "../measures/measures.js";
import type { ChangeView } from "../state/use-view.js";
import { type Chart, TABS, type Tab, type View } from "../state/view.js";
import { datasetOf, type Model, type PageZoo } from "./opened.js";
import { Sheet } from "./sheet.js";

export interface PageHeaderProps {
  readonly zoo: PageZoo | undefined;
  /** The models that are for the networks of the zoo. */
  readonly models: readonly Model[];
  /** The model of what is shown; undefined where there is none for the networks of the zoo. */
  readonly model: Model | undefined;
  readonly view: View;
  readonly onChange: ChangeView;
  readonly children: ComponentChildren;
}

const TITLES: Readonly<Record<Tab, string>> = {
  explore: "Networks",
  dreams: "Dreamt test set",
  train: "Train one",
  results: "Results",
};

const SENTENCES: Readonly<Record<Exclude<Chart, "points">, string>> = {
  map: ". Each dot is a network; those whose weights are alike lie close together.",
  lines: ". Each line is a network, through its hyperparameters to its accuracy.",
};

/** The title bar: the zoo, the model with its score, the pages, and one sentence that says what is seen. */
export function PageHeader({ zoo, models, model, view, onChange, children }: PageHeaderProps) {
  return (
    <header>
      <div class="top">
        <h1>Weightcast</h1>
        <nav aria-label="Pages">
          {TABS.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-current={view.tab === tab ? "page" : undefined}
              onClick={() => onChange({ tab })}
            >
              {TITLES[tab]}
            </button>
          ))}
        </nav>
        {zoo !== undefined && view.tab !== "results" && (
          <p class="zoo">
            <span class="quiet">Zoo</span> <b>{zoo.name}</b>
          </p>
        )}
        {model !== undefined && view.tab !== "results" && (
          <ModelChoice models={models} model={model} onChange={onChange} />
        )}
        {children}
      </div>
      {zoo !== undefined && view.tab === "explore" && <Sentence zoo={zoo} model={model} view={view} />}
    </header>
  );
}

interface ModelChoiceProps {
  readonly models: readonly Model[];
  readonly model: Model;
  readonly onChange: ChangeView;
}

/** The model with its score on its own test networks; its details on demand. */
function ModelChoice({ models, model, onChange }: ModelChoiceProps) {
  const { predictor, features, target, zoo, rows, scores, tauCeiling, split, checkpoint, seed } =
    model.manifest;
  return (
    <Sheet
      class="model"
      summary={
        <>
          <span class="quiet">Model</span> <b>{model.name}</b>{" "}
          {scores !== null && <span class="quiet">R² {shownScore(scores.r2)}</span>}
        </>
      }
    >
      {models.length > 1 && (
        <label>
          Model{" "}
          <select
            value={model.name}
            onChange={({ currentTarget }) => onChange({ model: currentTarget.value })}
          >
            {models.map(({ id, name }) => (
              <option key={id}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <p>
        {predictor} on {features} predicts {labelOf(target.column)}. Fitted on{" "}
        {rows.train.toLocaleString("en")} {checkpoint} checkpoints of {zoo.name} (split {split}, seed {seed}
        ); scored on {rows.test.toLocaleString("en")} others
        {scores !== null && ` (R² ${shownScore(scores.r2)}, Kendall's τ ${shownScore(scores.tau)}`}
        {scores !== null && tauCeiling !== null && ` of at most ${shownScore(tauCeiling)}`}
        {scores !== null && ")"}.
      </p>
    </Sheet>
  );
}

interface SentenceProps {
  readonly zoo: PageZoo;
  readonly model: Model | undefined;
  readonly view: View;
}

/** Says what the page shows, for those who see it first. */
function Sentence({ zoo, model, view: { chart, x, y } }: SentenceProps) {
  const dataset = datasetOf(zoo, 0)?.replaceAll("_", "-").replace("fashion-mnist", "Fashion-MNIST");
  const runs = zoo.metrics.runs.length.toLocaleString("en");
  const target = model?.manifest.target.column;
  const isPrediction = target !== undefined && ["", target].includes(x) && ["", PREDICTED].includes(y);
  return (
    <p class="lead">
      {runs} networks of {zoo.layout.parameters.toLocaleString("en")} weights each
      {dataset !== undefined && `, trained on ${dataset}`}
      {chart !== "points"
        ? SENTENCES[chart]
        : isPrediction
          ? `. Each dot is one: its ${labelOf(target)} as predicted from the weights alone, against the one measured.`
          : ". Each dot is a network."}
    </p>
  );
}
