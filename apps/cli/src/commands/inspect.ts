import { type Checkpoint, type CheckpointTensor, describeCheckpointFormats } from "@weightcast/checkpoints";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { counted } from "../output/counted.js";
import { longWork } from "../running/long-work.js";
import { openCheckpointFile } from "../sources/open-checkpoint-file.js";
import { type TensorValues, tensorValues } from "../sources/tensor-values.js";

interface InspectOptions extends CommonOptions {
  readonly values?: boolean;
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

export function inspectCommand(): Command {
  return createCommand(
    "inspect <files...>",
    `print the tensors of checkpoints: ${describeCheckpointFormats()}`,
    ["inspect ./model.safetensors", "inspect ./run-1.pt ./run-2.pt --values --json"],
  )
    .option("--values", "read the tensors too: non-finite values, range, mean, deviation and norms of each")
    .action(async (paths: readonly string[], options: InspectOptions) => {
      const inspections: Inspection[] = [];
      for (const path of paths) {
        inspections.push(await longWork(({ signal }) => inspect(path, options.values === true, signal)));
      }
      print(options, inspections, () => inspections.map(formatInspection).join("\n\n"));
    });
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

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function formatInspection({ file, format, parameters, tensors, metadata, notes }: Inspection): string {
  const width = tensors.reduce((most, { name }) => Math.max(most, name.length), 0);
  return [
    `${file}: ${format}, ${counted(tensors.length, "tensor")}, ${counted(parameters, "parameter")}`,
    ...notes.map((note) => `  ${note}`),
    ...Object.entries(metadata).map(([key, value]) => `  ${key}: ${value}`),
    ...tensors.map(
      ({ name, dtype, shape, values }) =>
        `  ${name.padEnd(width)}  ${dtype.padEnd(7)}  (${shape.join(", ")})${values === undefined ? "" : `  ${formatValues(values)}`}`,
    ),
  ]
    .map(withoutControls)
    .join("\n");
}

function formatValues({ nonFinite, min, max, mean, deviation, l1, l2 }: TensorValues): string {
  const numbers = Object.entries({ min, max, mean, deviation, l1, l2 }).map(
    ([name, value]) => `${name} ${value === null ? "-" : value.toPrecision(4)}`,
  );
  return [`${nonFinite} not finite`, ...numbers].join(", ");
}

/** Names and metadata come from the file: line breaks and terminal escapes in them must not reach a terminal. */
function withoutControls(line: string): string {
  return line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
