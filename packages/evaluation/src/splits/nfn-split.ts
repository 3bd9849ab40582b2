import { InputError } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import { cpythonShuffle } from "./cpython-shuffle.js";
import type { NfnPermutation } from "./nfn-permutation.js";
import type { Part } from "./split-spec.js";

const SEED = 0;

/**
 * The train, validation and test parts of Neural Functional Networks (Zhou et al., arXiv:2302.14040), which later papers use for comparison,
 * such as Neural Graphs (Kofinas et al., arXiv:2403.12143) and ScaleGMN (Kalogeropoulos et al., arXiv:2406.10685). Their loaders (`ZooDataset`
 * in `experiments/data_utils.py` of AllanYangZhou/nfn, `NFNZooDataset` in mkofinas/neural-graphs and jkalogero/scalegmn) proceed as follows:
 *
 * 1. The whole table is put into the order of the permutation.
 * 2. The rows of the last step are kept: 86 in those loaders, the zoo's largest step here, which is 86 in every published zoo.
 * 3. Of these n rows, those from position floor(n / 2) on are the test part.
 * 4. The m positions before it are shuffled by `random.Random(0).shuffle`; the first floor(0.8 m) are the train part, the others the
 *    validation part.
 *
 * ScaleGMN chooses networks of one activation after these steps, which does not move a network to another part; a choice of rows here has the
 * same effect. Code that chooses networks before step 3 gets other parts. The loaders assert that the kept weights are finite, so no row is
 * dropped before the cuts.
 *
 * @returns the part of each run that has a row of the last step. Runs that ended earlier have no part, because those loaders never load them;
 *   the checkpoint choice `step:86` leaves them out.
 * @throws InputError where the permutation and the zoo differ in their number of rows, or a run would be in two parts
 */
export function nfnParts(permutation: NfnPermutation, metrics: Metrics): Map<string, Part> {
  const { order, rows, file } = permutation;
  if (rows !== metrics.rows) {
    throw new InputError(
      `is a permutation of ${rows} rows, but the zoo has ${metrics.rows} rows; use the complete file that was made for this zoo`,
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
        `the run '${run}' has two rows of step ${lastStep}, one in the part ${other} and one in the part ${part}; each run must be in one part`,
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
