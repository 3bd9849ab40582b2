import { RandomStream } from "@weightcast/core";
import { type InvarianceRecord, kendallTau } from "@weightcast/evaluation";
import type { Model } from "@weightcast/predictors";
import { changedZoo, hiddenUnits, type Zoo } from "@weightcast/zoo";
import { permuteHiddenUnits, rescaleHiddenUnits } from "../zoo/hidden-units.js";
import type { Predictions } from "./predictions.js";

const CHANGES = { permuted: permuteHiddenUnits, rescaled: rescaleHiddenUnits } as const;

/**
 * Measures how far predictions move under changes of the weights that leave the network's function as it is. The result is empty if the features
 * do not depend on the weights, or the layout is not a plain stack of layers. Units are rescaled in relu networks only, because in other networks
 * that would change the function.
 */
export async function invarianceRecords(
  model: Model,
  zoo: Zoo,
  before: Predictions,
  seed: number,
): Promise<InvarianceRecord[]> {
  const hidden = hiddenUnits(zoo.layout);
  if (hidden === undefined || hidden.length === 0 || !model.seesWeights) return [];
  const records: InvarianceRecord[] = [];
  for (const change of ["permuted", "rescaled"] as const) {
    const kept = Int32Array.from(before.rows.keys()).filter(
      (i) => change === "permuted" || isRelu(zoo, before.rows[i]!),
    );
    if (kept.length === 0) continue;
    const rows = Int32Array.from(kept, (i) => before.rows[i]!);
    const changed = changedZoo(zoo, (weights, row) =>
      CHANGES[change](weights, hidden, new RandomStream(seed, `${change}/${row}`)),
    );
    const { predicted: after } = await model.predictZoo(changed, rows);
    records.push(
      compare(
        change,
        Array.from(kept, (i) => before.truth[i]!),
        Array.from(kept, (i) => before.predicted[i]!),
        Array.from(after),
      ),
    );
  }
  return records;
}

function compare(
  change: InvarianceRecord["change"],
  truth: readonly number[],
  before: readonly number[],
  after: readonly number[],
): InvarianceRecord {
  const moves = before.map((value, i) => Math.abs(after[i]! - value));
  const tau = (predicted: readonly number[]) => {
    const value = kendallTau(truth, predicted);
    return Number.isNaN(value) ? null : value;
  };
  return {
    change,
    networks: truth.length,
    meanMove: moves.reduce((a, b) => a + b, 0) / moves.length,
    largestMove: moves.reduce((a, b) => Math.max(a, b), 0),
    tauBefore: tau(before),
    tauAfter: tau(after),
  };
}

function isRelu({ metrics }: Zoo, row: number): boolean {
  const column = metrics.columns.get("config.activation");
  return column?.kind === "category" && column.categories[column.codes[row]!] === "relu";
}
