import type { TrainedNetwork } from "../engine/messages.js";

/** The name of a trained network's last checkpoint in the address: `run@step`. */
export function networkOf({ name, columns }: TrainedNetwork): string {
  const steps = columns.find(([column]) => column === "step")?.[1] ?? [];
  return `${name}@${steps.at(-1)}`;
}
