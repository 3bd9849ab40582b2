import { allFinite, InputError, matrix } from "@weightcast/core";
import * as v from "valibot";
import { jsonFile, readJsonFile } from "../json-file.js";
import type { PredictorFiles } from "../predictor.js";
import { RangeSchema, type TargetRange } from "../target-scale.js";
import type { KernelMachineState } from "./kernel-machine.js";

const HEADER_FILE = "kernel-ridge.json";
/** Little-endian: the coefficients [rows] f64, then the features [rows, columns] f32. */
const VALUES_FILE = "kernel-ridge.bin";

const size = v.pipe(v.number(), v.integer(), v.minValue(1));

const HeaderSchema = v.object({
  rows: size,
  columns: size,
  intercept: v.pipe(v.number(), v.finite()),
  slope: v.optional(v.pipe(v.number(), v.finite()), 0),
  trend: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), []),
  rate: v.pipe(v.number(), v.finite(), v.minValue(0)),
  range: v.nullable(RangeSchema),
});

/** A fitted kernel ridge regression, and the range of the targets if they were learned on the logit scale. */
export interface KernelRidgeContents {
  readonly state: KernelMachineState;
  readonly range: TargetRange | null;
}

/** Writes the files of a fitted kernel ridge regression. */
export function kernelRidgeFiles({ state, range }: KernelRidgeContents): PredictorFiles {
  const { x, coefficients, rate } = state;
  const { columns: trend, slope, intercept } = state.trend;
  const { rows, columns } = x;
  const bytes = new Uint8Array(coefficients.byteLength + x.data.byteLength);
  bytes.set(new Uint8Array(coefficients.buffer, coefficients.byteOffset, coefficients.byteLength));
  bytes.set(new Uint8Array(x.data.buffer, x.data.byteOffset, x.data.byteLength), coefficients.byteLength);
  return new Map([
    [HEADER_FILE, jsonFile({ rows, columns, intercept, slope, trend, rate, range })],
    [VALUES_FILE, bytes],
  ]);
}

/**
 * Reads a fitted kernel ridge regression from its files.
 *
 * @throws InputError where a file is missing, malformed, or of another length than the header says
 */
export function kernelRidgeFromFiles(files: PredictorFiles): KernelRidgeContents {
  const { rows, columns, intercept, slope, trend, rate, range } = readJsonFile(
    files,
    HEADER_FILE,
    HeaderSchema,
  );
  if (trend.some((column) => column >= columns)) {
    throw new InputError(`trend names a column that is not one of ${columns}`, { file: HEADER_FILE });
  }
  const bytes = files.get(VALUES_FILE);
  if (bytes === undefined) throw new InputError("is missing from the model", { file: VALUES_FILE });
  const expected = 8 * rows + 4 * rows * columns;
  if (bytes.length !== expected) {
    throw new InputError(
      `holds ${bytes.length} bytes where ${rows} rows of ${columns} columns take ${expected}`,
      {
        file: VALUES_FILE,
      },
    );
  }
  const { buffer } = bytes.slice();
  const coefficients = new Float64Array(buffer, 0, rows);
  const features = new Float32Array(buffer, 8 * rows);
  if (!allFinite(coefficients) || !allFinite(features)) {
    throw new InputError("holds numbers that are not finite", { file: VALUES_FILE });
  }
  const line = { columns: trend, slope, intercept };
  return { state: { x: matrix(features, rows, columns), coefficients, trend: line, rate }, range };
}
