import { expect } from "vitest";
import { type FeatureFamily, type FeatureTraining, featureSyntaxError } from "../src/index.js";
import { DENSE } from "./layouts.js";
import { MadeUpZoo } from "./made-up-zoo.js";

/** The sum of all weights times a factor in the name. */
export const sums: FeatureFamily<{ readonly factor: number }> = {
  name: "sums",
  syntax: "sums:FACTOR",
  example: "sums:2",
  help: "The sum of all weights, times a factor.",
  parse(text) {
    const factor = Number(text.slice("sums:".length));
    if (!Number.isFinite(factor)) throw featureSyntaxError(sums, text, "has no number for a factor");
    return { factor };
  },
  compile: ({ factor }) => ({
    kind: "copied",
    columns: [`sum${factor}`],
    copy({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        const start = row * weights.stride;
        const values = weights.data.subarray(start, start + weights.columns);
        out.data[row * out.stride + firstColumn] = factor * values.reduce((sum, value) => sum + value, 0);
      }
    },
  }),
};

/** The sessions of `probes:distance` that were opened, in order. */
export const opened: { readonly threads: number; closed: number; computing: number; blocks: number }[] = [];
/** What every `compute` of `probes:distance` awaits: set by a test. */
export const askedBy: { wait: () => Promise<void> } = { wait: async () => {} };

/** A fitted family that is asked: the distance to the best training network, times the dropout that it was trained with, where known. */
export const distance: FeatureFamily<{ readonly power: number }> = {
  name: "probes:distance",
  syntax: "probes:distance-POWER",
  example: "probes:distance-2",
  help: "The distance to the best training network.",
  parse: (text) => ({ power: Number(text.slice("probes:distance-".length)) }),
  async fit(_, { zoo, rows, targets, higherIsBetter }) {
    const best = targets.indexOf((higherIsBetter ? Math.max : Math.min)(...targets));
    for await (const { weights } of zoo.blocks({ rows: rows.subarray(best, best + 1) })) {
      return new Map([["centre.f32", new Uint8Array(weights.data.slice(0, weights.columns).buffer)]]);
    }
    throw new Error("no row");
  },
  compile: ({ power }, { state }) => ({
    kind: "asked",
    columns: [`distance${power}`, `dropout-distance${power}`],
    hyperparameters: "optional",
    async open({ threads, signal }) {
      const bytes = state?.get("centre.f32") ?? new Uint8Array();
      const centre = new Float32Array(Uint8Array.from(bytes).buffer);
      const session = { threads, closed: 0, computing: 0, blocks: 0 };
      opened.push(session);
      return {
        async compute({ weights, hyperparameters }, out, firstColumn) {
          session.computing++;
          session.blocks++;
          expect(session.computing).toBe(1);
          await askedBy.wait();
          signal?.throwIfAborted();
          for (let row = 0; row < weights.rows; row++) {
            const start = row * weights.stride;
            const sum = centre.reduce(
              (total, value, i) => total + Math.abs(weights.data[start + i]! - value) ** power,
              0,
            );
            const dropout =
              hyperparameters?.metrics.numbers("config.dropout")[hyperparameters.rows[row]!] ?? -1;
            out.data.set([sum, dropout * sum], row * out.stride + firstColumn);
          }
          session.computing--;
        },
        async close() {
          session.closed++;
        },
      };
    },
  }),
};

/** A zoo of two rows, as many as the made-up metrics have. */
export function zooOfTwo(blockRows: number): MadeUpZoo {
  return new MadeUpZoo(DENSE, 2, blockRows);
}

/** Training on both rows of a zoo of two rows. */
export function trainingOn(zoo: MadeUpZoo, changes: Partial<FeatureTraining> = {}): FeatureTraining {
  const usual = {
    zoo,
    rows: Int32Array.of(0, 1),
    targets: Float64Array.of(0.3, 0.9),
    higherIsBetter: true,
    seed: 0,
  };
  return { ...usual, ...changes };
}
