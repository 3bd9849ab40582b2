import { InputError } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import { cpythonShuffle } from "./cpython-shuffle.js";
import type { NfnPermutation } from "./nfn-permutation.js";
import type { Part } from "./split-spec.js";

const SEED = 0;

/**
 * The parts of Neural Functional Networks (Zhou et al., arXiv:2302.14040) and of later work that compares itself with it, Neural Graphs
 * (Kofinas et al., arXiv:2403.12143) and ScaleGMN (Kalogeropoulos et al., arXiv:2406.10685) among them. As their loaders do
 * (`ZooDataset` in `experiments/data_utils.py` of AllanYangZhou/nfn; copied into mkofinas/neural-graphs and jkalogero/scalegmn as
 * `NFNZooDataset`):
 *
 * 1. the whole table is put in the order of the permutation;
 * 2. rows of the last step are kept: 86 there, here the largest step that the zoo has, which is 86 in each published zoo;
 * 3. of these n rows, those from position floor(n / 2) on are the test part;
 * 4. the positions before it are shuffled by `random.Random(0).shuffle`; the first floor(0.8 of them) are train, the rest validation.
 *
 * ScaleGMN chooses networks of one activation afterwards, which leaves each on its side: so does a choice of rows here. Some
 * choose before step 3 and get other parts; we do not. All assert that the kept weights are finite; none is dropped before the cuts.
 *
 * @returns the part of each run that has a row of the last step. Runs that ended before it belong to no part, as they are never loaded
 *   there; choosing rows by `step:86` leaves them out.
 * @throws InputError where the permutation is not of as many rows as the zoo has, or puts one run on two sides
 */
export function nfnParts(permutation: NfnPermutation, metrics: Metrics): Map<string, Part> {
  const { order, rows, file } = permutation;
  if (rows !== metrics.rows) {
    throw new InputError(
      `is a permutation of ${rows} rows, but the zoo has ${metrics.rows}; take the file that was made for this zoo, whole`,
      { file },
    );
  }
  const steps = metrics.numbers("step");
  let lastStep = Number.NEGATIVE_INFINITY;
  for (const step of steps) lastStep = Math.max(lastStep, step);
  const kept = Int32Array.from(order.keys()).filter((line) => steps[order[line]!] === lastStep);

  const parts = new Map<string, Part>();
  for (const [position, part] of partsOfPositions(kept.length).entries()) {
    const line = kept[position]!;
    const run = metrics.runs[metrics.runOfRow[order[line]!]!]!;
    const other = parts.get(run) ?? part;
    if (other !== part) {
      throw new InputError(
        `the run '${run}' has two rows of step ${lastStep} in the permutation, one on ${other}, one on ${part}; keep each run on one side`,
        { file, row: line },
      );
    }
    parts.set(run, part);
  }
  return parts;
}

/** The part at each position of the kept rows. */
function partsOfPositions(count: number): Part[] {
  const parts = new Array<Part>(count).fill("test");
  const shuffled = Int32Array.from(new Array(Math.floor(0.5 * count)).keys());
  cpythonShuffle(shuffled, SEED);
  const trainCount = Math.floor(0.8 * shuffled.length);
  for (const [i, position] of shuffled.entries()) parts[position] = i < trainCount ? "train" : "validation";
  return parts;
}
