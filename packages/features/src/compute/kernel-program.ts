import { type PercentilePlan, planPercentiles } from "../parts/percentiles.js";
import { type Computation, resultsOf } from "./computation.js";
import type { FeatureMemory } from "./feature-memory.js";

/** Rows are computed in groups of about this many bytes, which a processor's cache holds. */
const GROUP_BYTES = 2 ** 20;
/** Bytes that the kernels may read beyond the last weight, as they load whole vectors. */
const BEYOND = 64;
/** Scratch memory holds two copies of each value of a tensor, and a byte for it. */
const SCRATCH_BYTES_PER_VALUE = 9;

/** The computations of each row, planned for rows of one width. */
export interface KernelProgram {
  readonly parameters: number;
  /** The number of results of all computations together. */
  readonly results: number;
  readonly computations: readonly { readonly computation: Computation; readonly plan: PercentilePlan }[];
  /** The number of values of the largest tensor: a thread's scratch memory must hold them. */
  readonly mostValues: number;
  /** The largest number of order statistics that one computation needs: likewise. */
  readonly mostRanks: number;
}

/** Addresses of a group of rows and of its results in a memory. */
export interface RowGroup {
  /** The number of rows that the memory can hold. */
  readonly capacity: number;
  /** The weights: [capacity, parameters] f32. */
  readonly weights: number;
  /** The results: [capacity, results] f64. */
  readonly results: number;
  /** One flag for each row, 1 if all weights of the row are finite: [capacity] u8. */
  readonly finite: number;
}

/** Plans the order statistics of each computation and the size of the memory that all of them need. */
export function compileProgram(computations: readonly Computation[], parameters: number): KernelProgram {
  const planned = computations.map((computation) => {
    const { start, end } = computation;
    const percentiles = computation.kind === "statistics" ? computation.percentiles : [];
    return { computation, plan: planPercentiles(end - start, percentiles) };
  });
  return {
    parameters,
    results: computations.reduce((sum, computation) => sum + resultsOf(computation), 0),
    computations: planned,
    mostValues: Math.max(0, ...computations.map(({ start, end }) => end - start)),
    mostRanks: Math.max(0, ...planned.map(({ plan }) => plan.ranks.length)),
  };
}

/** Writes a program into a memory; returns its address. */
export function placeProgram(memory: FeatureMemory, { computations }: KernelProgram): number {
  const { kernels } = memory;
  const stride = kernels.computationBytes();
  const program = memory.allocate(computations.length * stride);
  for (const [index, { computation, plan }] of computations.entries()) {
    const { kind, start, end } = computation;
    const ranks = memory.allocate(plan.ranks.length * 4);
    memory.i32(ranks, plan.ranks.length).set(plan.ranks);
    const percentiles = memory.allocate(plan.places.length * kernels.percentileBytes());
    for (const [i, { below, above, next, fraction }] of plan.places.entries()) {
      kernels.setPercentile(percentiles + i * kernels.percentileBytes(), below, above, next, fraction);
    }
    kernels.setComputation(
      program + index * stride,
      KIND_NUMBERS[kind],
      start,
      end - start,
      ranks,
      plan.ranks.length,
      percentiles,
      plan.places.length,
    );
  }
  return program;
}

const KIND_NUMBERS: Readonly<Record<Computation["kind"], number>> = {
  statistics: 0,
  "l1-norm": 1,
  "l2-norm": 2,
};

/** Estimates the memory in bytes that a thread with this number of row groups needs. */
export function threadBytes(program: KernelProgram, groups: number): number {
  return groups * Math.max(GROUP_BYTES, rowBytes(program)) + SCRATCH_BYTES_PER_VALUE * program.mostValues;
}

function rowBytes({ parameters, results }: KernelProgram): number {
  return 4 * parameters + 8 * results;
}

/** Allocates memory for a group of up to `mostRows` rows. */
export function placeRowGroup(memory: FeatureMemory, program: KernelProgram, mostRows: number): RowGroup {
  const { parameters, results } = program;
  const capacity = Math.max(1, Math.min(mostRows, Math.floor(GROUP_BYTES / rowBytes(program))));
  return {
    capacity,
    weights: memory.allocate(capacity * parameters * 4 + BEYOND),
    results: memory.allocate(capacity * results * 8),
    finite: memory.allocate(capacity),
  };
}
