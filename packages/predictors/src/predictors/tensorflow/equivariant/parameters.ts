import { UsageError, unknownName } from "@weightcast/core";
import type { PredictorParameters } from "../../predictor.js";

/** Checked hyperparameters of an equivariant network. */
export interface EquivariantParameters {
  /** Numbers that each unit and each connection is described by. */
  readonly units: number;
  readonly rounds: number;
  readonly learning_rate: number;
  readonly batch_size: number;
  /** The maximum number of passes over the training part. */
  readonly epochs: number;
  /** The number of epochs without a lower validation error after which training stops. */
  readonly patience: number;
}

export const EQUIVARIANT_DEFAULTS: EquivariantParameters = {
  units: 24,
  rounds: 2,
  learning_rate: 0.002,
  batch_size: 32,
  epochs: 60,
  patience: 15,
};

const MOST: Readonly<Record<keyof EquivariantParameters, number>> = {
  units: 512,
  rounds: 16,
  learning_rate: 1,
  batch_size: 65_536,
  epochs: 100_000,
  patience: 100_000,
};

/** @throws UsageError for an unknown name or a value out of range */
export function equivariantParameters(given: PredictorParameters): EquivariantParameters {
  const known = Object.keys(EQUIVARIANT_DEFAULTS);
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) throw unknownName("parameter", name, known);
    const most = MOST[name as keyof EquivariantParameters];
    const fits =
      typeof value === "number" &&
      value <= most &&
      (name === "learning_rate" ? value > 0 : Number.isInteger(value) && value >= 1);
    if (!fits) {
      const range =
        name === "learning_rate" ? `above 0 and at most ${most}` : `a whole number from 1 to ${most}`;
      throw new UsageError(`${name} is ${range}, not ${JSON.stringify(value)}`);
    }
  }
  return { ...EQUIVARIANT_DEFAULTS, ...given };
}
