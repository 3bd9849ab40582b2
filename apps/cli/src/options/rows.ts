import { CHECKPOINT_CHOICES } from "@weightcast/zoo";
import { Option } from "commander";

export function checkpointOption(standard: string): Option {
  return checkpointChoice("").default(standard);
}

/** @param otherwise the default, for the help */
export function checkpointChoice(otherwise: string): Option {
  return new Option(
    "--checkpoint <choice>",
    `the checkpoints to use of each run: ${CHECKPOINT_CHOICES.join(", ")}${otherwise}`,
  );
}

export function whereOption(): Option {
  return new Option(
    "--where <expression>",
    "use only rows that meet this condition, e.g. 'activation = relu and (test_accuracy > 0.5 or step in (2, 3))'",
  );
}
