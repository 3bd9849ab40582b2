import type { RunWork } from "../page/use-work.js";
import type { GivenResults } from "./given-results.js";
import { ResultsFigures } from "./results-figures.js";
import type { ResultsFacts } from "./results-reader.js";
import { ResultsTable } from "./results-table.js";
import { type TableView, wholeTable } from "./table-order.js";
import { useResults } from "./use-results.js";

export interface ResultsPageProps {
  readonly given: GivenResults | undefined;
  /** Whether the results are an example, because no others are open. */
  readonly isSample: boolean;
  /** The table that is looked at; the first one where there is none of its name. */
  readonly view: TableView;
  readonly onChange: (view: TableView) => void;
  /** Called where the results cannot be read, or reading them was cancelled. */
  readonly onClose: () => void;
  readonly run: RunWork;
}

/** The tables and figures of experiments that `weightcast reproduce` ran. */
export function ResultsPage({ given, isSample, view, onChange, onClose, run }: ResultsPageProps) {
  const shown = useResults(given, run, onClose);
  if (given === undefined) {
    return (
      <section class="results">
        <h2>Results of experiments</h2>
        <HowToOpen />
      </section>
    );
  }
  if (shown === undefined) return <section class="results" aria-busy="true" />;
  const table = shown.tables.find(({ name }) => name === view.name) ?? shown.tables[0];
  return (
    <section class="results" aria-labelledby="results-h">
      <h2 id="results-h">{given.name}</h2>
      {isSample && <HowToOpen />}
      <Facts {...shown.facts} />
      {table !== undefined && (
        <>
          <fieldset class="kinds">
            <legend class="hidden">Table</legend>
            {shown.tables.map((one) => (
              <button
                key={one.name}
                type="button"
                aria-pressed={one === table}
                onClick={() => onChange(wholeTable(one.name))}
              >
                {one.title}
              </button>
            ))}
          </fieldset>
          <ResultsTable key={table.name} table={table} view={view} onChange={onChange} />
        </>
      )}
      <ResultsFigures figures={shown.figures} />
    </section>
  );
}

function HowToOpen() {
  return (
    <p class="lead hint">
      To see your own, open or drop the folder that <code>weightcast reproduce ZOO -o FOLDER</code> wrote, or
      its results.json.
    </p>
  );
}

function Facts(facts: ResultsFacts) {
  const { zoos, target, protocol, split, checkpoint, isQuick, weightcast, failures, computed } = facts;
  return (
    <>
      <p class="lead">
        How well {target.replaceAll("_", " ")} is predicted from weights on {zoos.join(", ")}:{" "}
        {isQuick && "the quick set of experiments, "}the {protocol} protocol, split {split}, {checkpoint}{" "}
        checkpoints.
      </p>
      <p class="quiet">
        Weightcast {weightcast}
        {computed?.last != null && `, ${computed.last.slice(0, 10)}`}
        {computed !== null && computed.processors.length > 0 && `, ${computed.processors.join(", ")}`}
      </p>
      {failures > 0 && (
        <p class="problem">
          {failures} {failures === 1 ? "fit" : "fits"} failed; the results have the others, and the reasons.
        </p>
      )}
    </>
  );
}
