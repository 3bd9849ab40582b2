import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Matrix, matrix, UsageError } from "@weightcast/core";
import { Booster, type SparseMatrix, type Tree, trainBooster, type ValidationSet } from "@weightcast/gbm";
import { readNpy } from "@weightcast/zoo-io/node";
import { say } from "../report.js";

/** Rows of a call as peers/record_lightgbm_tests.py writes them: names of arrays. */
interface RecordedSet {
  readonly x: RecordedMatrix;
  readonly y: string;
  readonly weights?: string;
  readonly initialScores?: string;
  readonly groupSizes?: readonly number[];
}

interface RecordedMatrix {
  readonly dense?: string;
  readonly csr?: RecordedParts;
  readonly csc?: RecordedParts;
  readonly shape?: readonly [number, number];
}

interface RecordedParts {
  readonly pointers: string;
  readonly indices: string;
  readonly values: string;
}

interface RecordedCall {
  readonly test: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rounds: number;
  readonly training: RecordedSet;
  readonly validation?: readonly RecordedSet[];
  readonly stopping?: {
    readonly rounds: number;
    readonly firstMetricOnly: boolean;
    readonly minDelta: number;
  };
}

/** The outcome of a call: refused, equal to LightGBM's model, or different; undefined if there is no model to compare with. */
interface Outcome {
  readonly refused?: string | undefined;
  readonly isEqual?: boolean | undefined;
  /** Whether some parameter was ignored, as LightGBM does with a warning. */
  readonly isInPart?: boolean;
}

const LEAST_DIFFERENCE = 1e-12;

/**
 * Trains what LightGBM's own tests train, and reads the models that they make.
 *
 * @param args the folder that peers/record_lightgbm_tests.py wrote; `--list` to name every call that differs
 */
export async function benchLightgbmTests(args: readonly string[]): Promise<void> {
  const [folder] = args.filter((arg) => !arg.startsWith("--"));
  if (folder === undefined || !existsSync(folder)) {
    throw new UsageError(
      "name the folder that python tools/bench/peers/record_lightgbm_tests.py wrote from LightGBM's tests",
    );
  }
  const isListed = args.includes("--list");
  const calls = readdirSync(folder).filter((file) => /^\d+\.json$/.test(file));
  const refusals = new Map<string, number>();
  const count = { inPart: 0, accepted: 0, comparable: 0, equal: 0, files: 0, exact: 0 };
  for (const file of calls) {
    const stem = join(folder, file.replace(".json", ""));
    const call: RecordedCall = JSON.parse(readFileSync(`${stem}.json`, "utf8"));
    const { refused, isEqual, isInPart } = await replay(folder, stem, call);
    if (refused === undefined) count.accepted++;
    else refusals.set(refused, (refusals.get(refused) ?? 0) + 1);
    if (refused === undefined && isInPart === true) count.inPart++;
    if (isEqual !== undefined) count.comparable++;
    if (isEqual === true) count.equal++;
    if (isListed && isEqual === false)
      say(`differs: ${file} ${call.test} ${JSON.stringify(call.parameters)}`);
    if (!existsSync(`${stem}-model.txt`)) continue;
    count.files++;
    const problem = await problemOfFile(folder, stem, call);
    if (problem === undefined) count.exact++;
    else if (isListed) say(`file: ${file} ${call.test} ${problem}`);
  }
  say(`calls accepted as given: ${share(count.accepted, calls.length)}`);
  say(
    `of these with a name that LightGBM does not know, or two of one parameter, ignored as there: ${count.inPart}`,
  );
  say(`equal in all trees, of those that can be compared: ${share(count.equal, count.comparable)}`);
  say(`model files read that predict exactly: ${share(count.exact, count.files)}`);
  for (const [reason, times] of Array.from(refusals).sort((a, b) => b[1] - a[1])) say(`${times} x ${reason}`);
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}

async function replay(folder: string, stem: string, call: RecordedCall): Promise<Outcome> {
  const { parameters, rounds, training, validation = [], stopping } = call;
  const { x, y, ...others } = await readSet(folder, training);
  let ours: Booster;
  let isInPart = false;
  try {
    ours = await trainBooster(x, y, parameters, {
      ...others,
      rounds,
      validation: await Promise.all(validation.map((set) => readSet(folder, set))),
      threads: 1,
      onIgnoredParameter: () => {
        isInPart = true;
      },
      ...(stopping === undefined
        ? {}
        : {
            earlyStoppingRounds: stopping.rounds,
            firstMetricOnly: stopping.firstMetricOnly,
            minDelta: stopping.minDelta,
          }),
    });
  } catch (error) {
    return { refused: (error as Error).message };
  }
  if (!existsSync(`${stem}-reference.txt`)) return { isInPart };
  const theirs = Booster.fromText(readFileSync(`${stem}-reference.txt`, "utf8"));
  const isEqual = JSON.stringify(ours.trees.map(splitsOf)) === JSON.stringify(theirs.trees.map(splitsOf));
  return { isEqual, isInPart };
}

/** The parts of a tree that decide to which leaf a row goes. */
function splitsOf({
  splitFeature,
  threshold,
  decisionType,
  leftChild,
  rightChild,
  categories,
}: Tree): unknown {
  return [splitFeature, threshold, decisionType, leftChild, rightChild, categories?.words].map((part) =>
    part === undefined ? [] : Array.from(part, String),
  );
}

/** Why a model file does not predict what LightGBM predicts with it; undefined where it does. */
async function problemOfFile(folder: string, stem: string, call: RecordedCall): Promise<string | undefined> {
  try {
    const booster = Booster.fromText(readFileSync(`${stem}-model.txt`, "utf8"));
    const expected = await readArray(`${stem}-predictions.npy`);
    const { x } = await readSet(folder, call.training);
    const predictions = booster.predict(x, { raw: true });
    const wrong = Array.from(expected).findIndex((value, i) => !isSame(predictions[i]!, value));
    return wrong < 0 ? undefined : `predicts ${predictions[wrong]}, not ${expected[wrong]}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function isSame(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= LEAST_DIFFERENCE * Math.max(1, Math.abs(b));
}

async function readSet(folder: string, set: RecordedSet): Promise<ValidationSet> {
  const [x, y] = await Promise.all([readMatrix(folder, set.x), readNumbers(folder, set.y)]);
  return {
    x,
    y,
    weights: set.weights === undefined ? undefined : await readNumbers(folder, set.weights),
    initialScores: set.initialScores === undefined ? undefined : await readNumbers(folder, set.initialScores),
    groupSizes: set.groupSizes,
  };
}

function readNumbers(folder: string, name: string): Promise<Float64Array> {
  return readArray(join(folder, "arrays", name));
}

async function readArray(path: string): Promise<Float64Array> {
  return Float64Array.from(Array.from((await readNpy(path)).data, Number));
}

async function readMatrix(
  folder: string,
  { dense, csr, csc, shape }: RecordedMatrix,
): Promise<Matrix | SparseMatrix> {
  if (dense !== undefined) {
    const { data, shape: sizes } = await readNpy(join(folder, "arrays", dense));
    const isFloat = data instanceof Float32Array || data instanceof Float64Array;
    return matrix(isFloat ? data : await readNumbers(folder, dense), sizes[0]!, sizes[1]!);
  }
  const parts = csr ?? csc!;
  const [rows, columns] = shape!;
  return {
    format: csr === undefined ? "csc" : "csr",
    rows,
    columns,
    pointers: Int32Array.from(await readNumbers(folder, parts.pointers)),
    indices: Int32Array.from(await readNumbers(folder, parts.indices)),
    values: await readNumbers(folder, parts.values),
  };
}
