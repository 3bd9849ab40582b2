import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { peerPython, runJson } from "./processes.js";
import { median, say } from "./report.js";
import { makeCollection } from "./zoos/collection.js";
import { collectionWeights, warm } from "./zoos/collection-weights.js";

/** The time and memory (in megabytes) of one run of Weightcast. */
export interface FeaturesRun {
  readonly rowsPerSecond: number;
  readonly memory: number;
}

/** One run of peers/features_numpy.py, which documents the fields. */
interface NumpyRun {
  readonly paper: number;
  readonly vectorised: number;
  readonly difference: number;
  readonly percentiles: number;
  readonly missing: number;
}

const SET = "wstats-layers:0,1,2,3-qts:0,25,50,75,100";
const RUNS = 3;
const MADE_UP_RUNS = "2222";
/**
 * The distance between rows that are compared with numpy; it makes all checkpoints of a run have their turn.
 */
const ROWS_BETWEEN = "97";

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Measures the statistics of each layer, from the weights' file to the features, against numpy: a row at a time as the paper's code does
 * it, and all rows at once. On a collection (see `make-collection`), or on a made-up one of about 20,000 rows. The weights are in the page
 * cache before each run; runs take turns; medians.
 */
export async function benchFeatures([
  collection = process.env.WEIGHTCAST_ZOO,
]: readonly string[]): Promise<void> {
  const python = peerPython("numpy");
  const folder = await mkdtemp(join(tmpdir(), "weightcast-bench-"));
  try {
    if (collection === undefined) {
      collection = join(folder, "zoo");
      await makeCollection([collection, MADE_UP_RUNS]);
    }
    await measure(collection, python, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(collection: string, python: string, folder: string): Promise<void> {
  const weights = await collectionWeights(collection);
  const found = join(folder, "features.npy");
  const ours = (threads: number) =>
    runJson<FeaturesRun>(process.execPath, [
      file("dist/features-run.js"),
      collection,
      SET,
      String(threads),
      ROWS_BETWEEN,
      found,
    ]);
  const alone: FeaturesRun[] = [];
  const together: FeaturesRun[] = [];
  const numpy: NumpyRun[] = [];
  const threads = availableParallelism();
  for (let run = 0; run < RUNS; run++) {
    await warm(weights);
    alone.push(await ours(1));
    await warm(weights);
    together.push(await ours(threads));
    numpy.push(
      await runJson<NumpyRun>(python, [file("peers/features_numpy.py"), weights, found, ROWS_BETWEEN]),
    );
  }
  const paper = median(numpy.map((run) => run.paper));
  const vectorised = median(numpy.map((run) => run.vectorised));
  say(`numpy: ${paper.toFixed(0)} rows/s a row at a time, ${vectorised.toFixed(0)} all rows at once`);
  report("1 thread", alone, paper, vectorised);
  report(`${threads} threads`, together, paper, vectorised);
  const { difference, percentiles, missing } = numpy.at(-1)!;
  say(
    `furthest from numpy's float64: ${difference.toExponential(1)} of a column's largest value; ${percentiles} percentiles differ at all, ${missing} are NaN on one side only`,
  );
}

function report(name: string, runs: readonly FeaturesRun[], paper: number, vectorised: number): void {
  const [rate, memory] = (["rowsPerSecond", "memory"] as const).map((what) =>
    median(runs.map((run) => run[what])),
  ) as [number, number];
  say(
    `${name}: ${rate.toFixed(0)} rows/s, ${(rate / paper).toFixed(1)} times numpy's a row at a time, ${(rate / vectorised).toFixed(1)} times all at once; ${memory.toFixed(0)} MB`,
  );
}
