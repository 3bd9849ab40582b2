import { type Matrix, matrix } from "@weightcast/core";
import { grownZoo, type Zoo } from "@weightcast/zoo";
import type { TrainedNetwork } from "./messages.js";

/** A zoo with a network that was trained on the page, one row for each of its checkpoints. */
export function withTrained(zoo: Zoo, { name, columns, weights }: TrainedNetwork): Zoo {
  const steps = Array.from(columns).find(([column]) => column === "step")?.[1] ?? [];
  const folder = `page/${name}`;
  const values = new Map<string, readonly (number | string)[]>([
    ...columns,
    ["checkpoint", steps.map((step) => `${folder}/ckpt-${step}`)],
    ["modeldir", steps.map(() => folder)],
    ["laststep", steps.map((_, i) => (i === steps.length - 1 ? 1 : 0))],
  ]);
  const rows: Matrix<Float32Array> = matrix(weights, steps.length, zoo.layout.parameters);
  return grownZoo(zoo, { weights: rows, values });
}
