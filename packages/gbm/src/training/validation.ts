import type { KernelMemory } from "@weightcast/runtime";
import type { Kernels } from "../kernels/kernel-exports.js";
import { type Measurement, measurementsOf } from "../metrics/measurement.js";
import type { Objective, TrainingTargets } from "../objectives/objective.js";
import { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import { EarlyStopping, type StoppingRule } from "./early-stopping.js";

/** A validation set, checked. */
export interface HeldSet extends TrainingTargets {
  readonly name: string;
}

/** Measures metrics on the validation sets after each round, and says when to stop. */
export class Validation {
  private readonly outputs: ScoreTable;
  private readonly measurements: readonly Measurement[];
  private readonly stopping: readonly (readonly EarlyStopping[])[];

  /**
   * @param sets whose rows follow each other in `scores`
   * @param scores the raw scores of their rows
   */
  constructor(
    memory: KernelMemory<Kernels>,
    private readonly sets: readonly HeldSet[],
    private readonly scores: ScoreTable,
    private readonly objective: Objective,
    private readonly parameters: ResolvedParameters,
    rule: StoppingRule,
    private readonly firstMetricOnly: boolean,
  ) {
    const { rows, perRow } = scores;
    this.outputs = new ScoreTable(memory, memory.allocate(8 * rows * perRow), rows, perRow);
    this.measurements = measurementsOf(parameters);
    this.stopping = sets.map(() =>
      this.measurements.map(({ metric }) => new EarlyStopping(rule, metric.higherIsBetter === true)),
    );
  }

  /** The best round so far by the first metric on the first set; 0 before any. */
  get bestRound(): number {
    return this.stopping[0]?.[0]?.bestRound ?? 0;
  }

  /** The metrics by name, for each set by name. */
  measure(): Record<string, Record<string, number>> {
    const { scores, outputs, objective, parameters } = this;
    outputs.values.set(scores.values);
    objective.link?.(outputs, parameters);
    const measured: Record<string, Record<string, number>> = {};
    let begin = 0;
    for (const { name, targets, weights, groupSizes } of this.sets) {
      const set = {
        rows: targets.length,
        scoresPerRow: scores.perRow,
        scores: partOf(scores, begin, targets.length),
        outputs: partOf(outputs, begin, targets.length),
        targets,
        weights,
        groupSizes,
        math: scores.kernels,
      };
      measured[name] = Object.fromEntries(
        this.measurements.map((measurement) => [measurement.name, measurement.measure(set)]),
      );
      begin += targets.length;
    }
    return measured;
  }

  /**
   * Returns the best round if the training should stop after this one; undefined if it should continue.
   *
   * @param measured what `measure` returned
   * @param round 1 for the first one
   */
  stopAfter(
    measured: Readonly<Record<string, Readonly<Record<string, number>>>>,
    round: number,
  ): number | undefined {
    let best: number | undefined;
    for (const [i, { name }] of this.sets.entries()) {
      for (const [j, { name: metric }] of this.measurements.entries()) {
        const stopping = this.stopping[i]![j]!;
        const stops = stopping.stopsAfter(measured[name]![metric]!, round);
        if (stops && (j === 0 || !this.firstMetricOnly)) best ??= stopping.bestRound;
      }
    }
    return best;
  }
}

/** The scores of `count` rows from row `begin` on: [scores of a row, count]. */
function partOf({ values, rows, perRow }: ScoreTable, begin: number, count: number): Float64Array {
  if (count === rows) return values;
  const part = new Float64Array(count * perRow);
  for (let score = 0; score < perRow; score++) {
    const start = score * rows + begin;
    part.set(values.subarray(start, start + count), score * count);
  }
  return part;
}
