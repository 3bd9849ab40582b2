import { CHECKPOINT_CHOICES } from "@weightcast/zoo";
import { Option } from "commander";

export function checkpointOption(standard: string): Option {
  return checkpointChoice("").default(standard);
}

/** @param otherwise what happens where the option is left out */
export function checkpointChoice(otherwise: string): Option {
  return new Option(
    "--checkpoint <choice>",
    `which checkpoints of each run: ${CHECKPOINT_CHOICES.join(", ")}${otherwise}`,
  );
}

export function whereOption(): Option {
  return new Option(
    "--where <expression>",
    "keep only rows that match, e.g. 'activation = relu and (test_accuracy > 0.5 or step in (2, 3))'",
  );
}
