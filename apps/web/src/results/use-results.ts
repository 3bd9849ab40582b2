import { type Remote, wrap } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { RunWork } from "../page/use-work.js";
import type { GivenResults } from "./given-results.js";
import type { ResultsReader, ShownResults } from "./results-reader.js";

/** The reader in its worker. */
interface RunningReader {
  readonly worker: Worker;
  readonly remote: Remote<ResultsReader>;
}

let running: RunningReader | undefined;

function runningReader(): RunningReader {
  if (running === undefined) {
    const worker = new Worker(new URL("./results-worker.ts", import.meta.url), {
      type: "module",
      name: "results",
    });
    running = { worker, remote: wrap<ResultsReader>(worker) };
  }
  return running;
}

/** The reader of results; its worker is started when results are first read. */
export function resultsReader(): Remote<ResultsReader> {
  return runningReader().remote;
}

/** Reads results. A signal ends the worker, which draws for seconds without a pause; undefined where it did. */
function readResults(given: GivenResults, signal: AbortSignal): Promise<ShownResults | undefined> {
  const { worker, remote } = runningReader();
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => {
      worker.terminate();
      running = undefined;
      resolve(undefined);
    });
    remote.read(given).then(resolve, reject);
  });
}

/**
 * The tables and figures of the given results; undefined until they are read.
 *
 * @param onUnread called where the results cannot be read, or reading them was cancelled
 */
export function useResults(
  given: GivenResults | undefined,
  run: RunWork,
  onUnread: () => void,
): ShownResults | undefined {
  const [read, setRead] = useState<{ readonly of: GivenResults; readonly shown: ShownResults }>();
  useEffect(() => {
    if (given === undefined || read?.of === given) return;
    void run(`Reading ${given.name}`, async (signal) => {
      let shown: ShownResults | undefined;
      try {
        shown = await readResults(given, signal);
      } finally {
        if (shown === undefined) onUnread();
        else setRead({ of: given, shown });
      }
    });
  }, [given]);
  return read?.of === given ? read?.shown : undefined;
}
