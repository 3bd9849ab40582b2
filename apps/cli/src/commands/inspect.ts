import { type Checkpoint, type CheckpointTensor, describeCheckpointFormats } from "@weightcast/checkpoints";
import { InputError, UsageError, type WorkOptions } from "@weightcast/core";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { findCheckpoints } from "../importing/find-checkpoints.js";
import { counted } from "../output/counted.js";
import { textTable } from "../output/text-table.js";
import { longWork } from "../running/long-work.js";
import { openCheckpointFile } from "../sources/open-checkpoint-file.js";
import { type TensorDistance, tensorDistance } from "../sources/tensor-distance.js";
import { type TensorValues, tensorValues } from "../sources/tensor-values.js";

interface InspectOptions extends CommonOptions {
  readonly values?: boolean;
  readonly distance?: boolean;
}

/** One tensor in the output of `inspect`. */
type InspectedTensor = CheckpointTensor & { readonly values?: TensorValues };

/** The output of `inspect` for one checkpoint file. */
interface Inspection {
  readonly file: string;
  readonly format: string;
  /** The number of elements of all tensors together. */
  readonly parameters: number;
  readonly tensors: readonly InspectedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** The output of `inspect` for a file that cannot be read, beside others that can. */
interface RefusedFile {
  readonly file: string;
  readonly error: string;
}

/** The output of `inspect --distance`. */
interface Comparison {
  readonly files: readonly string[];
  readonly tensors: readonly (CheckpointTensor & { readonly distance: TensorDistance })[];
  /** The tensors without a tensor of the same name and shape in the other file. */
  readonly unmatched: readonly string[];
}

export function inspectCommand(): Command {
  return createCommand(
    "inspect <files...>",
    "print the tensors of checkpoints: files, folders, quoted patterns or addresses (http, https)",
    [
      "inspect ./model.safetensors",
      "inspect ./checkpoints --values --json",
      "inspect ./epoch-0.pt ./epoch-9.pt --distance",
      "inspect https://example.org/model.onnx",
    ],
  )
    .option(
      "--values",
      "read the tensors too: non-finite values, zeros, range, mean, deviation and norms of each",
    )
    .option("--distance", "compare two files: how far each tensor of the second is from that of the first")
    .addHelpText(
      "after",
      `\nFormats: ${describeCheckpointFormats()}. Of several files, those that cannot be read are listed with the reason; the exit code is then 2.`,
    )
    .action(async (paths: readonly string[], options: InspectOptions) => {
      if (options.distance === true) {
        const comparison = await longWork((work) => compare(paths, work));
        print(options, comparison, () => formatComparison(comparison));
        return;
      }
      const files = await findCheckpoints(paths);
      const found = await longWork((work) => inspectAll(files, options.values === true, work));
      print(options, found, () => found.map(formatFound).join("\n\n"));
      if (found.some((inspection) => "error" in inspection)) process.exitCode = 2;
    });
}

async function inspectAll(
  files: readonly string[],
  withValues: boolean,
  { onProgress, signal }: WorkOptions,
): Promise<(Inspection | RefusedFile)[]> {
  const found: (Inspection | RefusedFile)[] = [];
  for (const file of files) {
    try {
      found.push(await inspect(file, withValues, signal));
    } catch (error) {
      if (!(error instanceof InputError) || files.length === 1) throw error;
      found.push({ file, error: error.message });
    }
    if (files.length > 1)
      onProgress?.({ stage: "inspecting", done: found.length, total: files.length, unit: "files" });
  }
  return found;
}

async function inspect(
  path: string,
  withValues: boolean,
  signal: AbortSignal | undefined,
): Promise<Inspection> {
  const checkpoint = await openCheckpointFile(path, signal);
  try {
    const { format, metadata, notes } = checkpoint;
    const tensors = withValues ? await readValues(checkpoint, signal) : checkpoint.tensors;
    const parameters = tensors.reduce((sum, { shape }) => sum + elements(shape), 0);
    return { file: path, format, parameters, tensors, metadata, notes };
  } finally {
    await checkpoint.close();
  }
}

async function readValues(
  checkpoint: Checkpoint,
  signal: AbortSignal | undefined,
): Promise<InspectedTensor[]> {
  const tensors: InspectedTensor[] = [];
  for (const tensor of checkpoint.tensors) {
    tensors.push({ ...tensor, values: await tensorValues(checkpoint, tensor.name, signal) });
  }
  return tensors;
}

async function compare(paths: readonly string[], { onProgress, signal }: WorkOptions): Promise<Comparison> {
  const [a, b] = paths;
  if (a === undefined || b === undefined || paths.length > 2) {
    throw new UsageError(`${counted(paths.length, "file")} cannot be compared: --distance takes two`);
  }
  const first = await openCheckpointFile(a, signal);
  try {
    const second = await openCheckpointFile(b, signal);
    try {
      const keyOf = ({ name, shape }: CheckpointTensor) => `${name} (${shape.join(", ")})`;
      const others = new Set(second.tensors.map(keyOf));
      const shared = new Set(first.tensors.map(keyOf).filter((key) => others.has(key)));
      const unmatched = [...first.tensors, ...second.tensors].map(keyOf).filter((key) => !shared.has(key));
      if (shared.size === 0)
        throw new InputError(`has no tensor of a name and a shape as in ${a}`, { file: b });
      const tensors: Comparison["tensors"][number][] = [];
      for (const tensor of first.tensors) {
        if (!shared.has(keyOf(tensor))) continue;
        tensors.push({ ...tensor, distance: await tensorDistance(first, second, tensor.name, signal) });
        onProgress?.({ stage: "comparing", done: tensors.length, total: shared.size, unit: "tensors" });
      }
      return { files: [a, b], tensors, unmatched };
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function formatFound(found: Inspection | RefusedFile): string {
  return "error" in found
    ? withoutControls(`${found.file} cannot be read: ${found.error}`)
    : formatInspection(found);
}

const VALUE_COLUMNS = ["not finite", "zeros", "min", "max", "mean", "deviation", "l1", "l2"];
const DISTANCE_COLUMNS = ["absolute", "relative", "cosine"];

function formatInspection({ file, format, parameters, tensors, metadata, notes }: Inspection): string {
  const hasValues = tensors.some(({ values }) => values !== undefined);
  const lines = tensors.map(({ values, ...tensor }) => [
    ...describe(tensor),
    ...(values === undefined ? [] : formatValues(values)),
  ]);
  if (hasValues) lines.unshift(["", "", "", ...VALUE_COLUMNS]);
  return [
    `${file}: ${format}, ${counted(tensors.length, "tensor")}, ${counted(parameters, "parameter")}`,
    ...notes.map((note) => `  ${note}`),
    ...Object.entries(metadata).map(([key, value]) => `  ${key}: ${value}`),
    ...textTable(lines, (column) => column > 2).map((line) => `  ${line}`),
  ]
    .map(withoutControls)
    .join("\n");
}

function formatComparison({ files, tensors, unmatched }: Comparison): string {
  const lines = tensors.map(({ distance, ...tensor }) => [
    ...describe(tensor),
    ...[distance.absolute, distance.relative, distance.cosine].map(shortNumber),
  ]);
  return [
    `${files[1]} compared with ${files[0]}`,
    ...textTable([["", "", "", ...DISTANCE_COLUMNS], ...lines], (column) => column > 2).map(
      (line) => `  ${line}`,
    ),
    ...unmatched.map((name) => `  only in one file: ${name}`),
  ]
    .map(withoutControls)
    .join("\n");
}

function describe({ name, dtype, shape }: CheckpointTensor): string[] {
  return [name, dtype, `(${shape.join(", ")})`];
}

function formatValues({ nonFinite, zeros, min, max, mean, deviation, l1, l2 }: TensorValues): string[] {
  return [String(nonFinite), String(zeros), ...[min, max, mean, deviation, l1, l2].map(shortNumber)];
}

function shortNumber(value: number | null): string {
  return value === null ? "-" : value.toPrecision(4);
}

/** Names and metadata come from the file: line breaks and terminal escapes in them must not reach a terminal. */
function withoutControls(line: string): string {
  return line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
