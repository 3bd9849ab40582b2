import { UsageError } from "@weightcast/core";
import { CHECKPOINT_CHOICES, selectCheckpoints, selectWhere, type Zoo } from "@weightcast/zoo";
import { Option } from "commander";

export function checkpointOption(standard: string): Option {
  return new Option(
    "--checkpoint <choice>",
    `which checkpoints of each run: ${CHECKPOINT_CHOICES.join(", ")}`,
  ).default(standard);
}

export function whereOption(): Option {
  return new Option(
    "--where <expression>",
    "keep only rows that match, e.g. 'activation = relu and test_accuracy > 0.5'",
  );
}

/** @throws UsageError where no row is left */
export function chooseRows(
  zoo: Zoo,
  choice: { readonly checkpoint: string; readonly where?: string },
): Int32Array {
  const rows = selectCheckpoints(zoo.metrics, choice.checkpoint);
  const kept = choice.where === undefined ? rows : selectWhere(zoo.metrics, rows, choice.where);
  if (kept.length > 0) return kept;
  throw new UsageError(
    choice.where === undefined
      ? `${zoo.name} has no rows`
      : `no row of ${zoo.name} matches '${choice.where}'`,
  );
}
