import { InputError, oneOf, UsageError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readRange } from "../files/read-range.js";
import { kerasFormat, kerasH5Format } from "../keras/keras-formats.js";
import { npyFormat } from "../npz/npy-format.js";
import { npzFormat } from "../npz/npz-format.js";
import { onnxFormat } from "../onnx/onnx-format.js";
import { pytorchFormat } from "../pytorch/pytorch-format.js";
import { safetensorsFormat } from "../safetensors/safetensors-format.js";
import { safetensorsIndexFormat } from "../safetensors/safetensors-index-format.js";
import { tfjsFormat } from "../tfjs/tfjs-format.js";
import type { CheckpointFormat } from "./checkpoint-format.js";

const HEAD_BYTES = 16;
const formats: CheckpointFormat[] = [
  safetensorsIndexFormat,
  npyFormat,
  npzFormat,
  kerasH5Format,
  kerasFormat,
  onnxFormat,
  tfjsFormat,
  pytorchFormat,
  safetensorsFormat,
];

/** The known formats of checkpoints, in the order in which they are tried. */
export const CHECKPOINT_FORMATS: readonly CheckpointFormat[] = formats;

/**
 * Adds a format, which is tried before the known ones. All functions that open checkpoints then know the
 * format.
 *
 * @throws UsageError where a format has this name already
 */
export function registerCheckpointFormat(format: CheckpointFormat): void {
  if (formats.some(({ name }) => name === format.name)) {
    throw new UsageError(`there is a checkpoint format ${format.name} already`);
  }
  formats.unshift(format);
}

/** Returns whether a file name, in upper or lower case, has the ending of a known format. */
export function isCheckpointName(name: string): boolean {
  const lower = name.toLowerCase();
  return formats.some(({ extensions }) => extensions.some((ending) => lower.endsWith(ending)));
}

/** Parts of checkpoints in several files: `model-00001-of-00002.safetensors`, `group1-shard1of2.bin`. */
const PART = /-\d{5}-of-\d{5}\.safetensors$|(?:^|[/\\])group\d+-shard\d+of\d+(?:\.bin)?$/i;

/** Returns whether a file is, by its name, a part of a checkpoint in several files, which is opened by the file that names its parts. */
export function isCheckpointPart(name: string): boolean {
  return PART.test(name);
}

/** A description of the known formats for help texts and messages: `safetensors (.safetensors), … or numpy arrays (.npy)`. */
export function describeCheckpointFormats(): string {
  return oneOf(formats.map(({ description }) => description));
}

/** @throws InputError where no format knows the file */
export async function formatOf(file: OpenFile): Promise<CheckpointFormat> {
  const head = await readRange(file, 0, Math.min(HEAD_BYTES, file.size));
  const name = file.path.toLowerCase();
  const format = formats.find((known) => known.matches(head, name));
  if (format !== undefined) return format;
  throw new InputError(`is in an unknown format; expected ${describeCheckpointFormats()}`, {
    file: file.path,
    byte: 0,
  });
}
