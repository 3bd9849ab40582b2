import type { Metrics } from "@weightcast/zoo";
import { useState } from "preact/hooks";

export interface NetworkFinderProps {
  readonly metrics: Metrics;
  /** The rows that are shown. */
  readonly rows: Int32Array;
  readonly onFind: (row: number) => void;
}

/** Finds a network by the name of its run: the last checkpoint of the run that is shown. */
export function NetworkFinder({ metrics, rows, onFind }: NetworkFinderProps) {
  const [problem, setProblem] = useState<string>();
  const find = (run: string) => {
    const row = rows.findLast((one) => metrics.runs[metrics.runOfRow[one]!] === run);
    setProblem(row === undefined ? `no network that is shown belongs to the run ${run}` : undefined);
    if (row !== undefined) onFind(row);
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        find(new FormData(event.currentTarget).get("run") as string);
      }}
    >
      <label>
        Find a network <input type="search" name="run" size={9} required placeholder={metrics.runs[0]} />
      </label>
      {problem !== undefined && <span class="problem">{problem}</span>}
    </form>
  );
}
