import { type Remote, wrap } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { RunWork } from "../page/use-work.js";
import type { GivenResults } from "./given-results.js";
import type { ResultsReader, ShownResults } from "./results-reader.js";

/** The reader in its worker. */
export type RemoteReader = Remote<ResultsReader>;

let reader: RemoteReader | undefined;

/** The reader of results; the worker is started when results are first read. */
export function resultsReader(): RemoteReader {
  reader ??= wrap<ResultsReader>(
    new Worker(new URL("./results-worker.ts", import.meta.url), { type: "module", name: "results" }),
  );
  return reader;
}

/** The tables and figures of the given results; undefined until the results are read, and where they cannot be read. */
export function useResults(given: GivenResults | undefined, run: RunWork): ShownResults | undefined {
  const [read, setRead] = useState<{ readonly of: GivenResults; readonly shown: ShownResults }>();
  useEffect(() => {
    if (given === undefined) return;
    void run(`Reading ${given.name}`, async () => {
      setRead({ of: given, shown: await resultsReader().read(given) });
    });
  }, [given]);
  return read?.of === given ? read?.shown : undefined;
}
