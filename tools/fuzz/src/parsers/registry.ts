import { unknownName } from "@weightcast/core";
import { ARCHIVE_PARSERS } from "./archives.js";
import { BOOSTING_PARSERS } from "./boosting.js";
import { CHECKPOINT_PARSERS } from "./checkpoints.js";
import { EXPRESSION_PARSERS } from "./expressions.js";
import { IMAGE_PARSERS } from "./images.js";
import { MODEL_PARSERS } from "./models.js";
import type { Parser } from "./parser.js";
import { RESULT_PARSERS } from "./results.js";
import { SERVICE_PARSERS } from "./services.js";
import { TABLE_PARSERS } from "./tables.js";
import { TRAINING_PARSERS } from "./training.js";

/** Every parser of the product that is fed with damaged inputs, by its name. */
export const PARSERS: ReadonlyMap<string, Parser> = new Map(
  [
    ...TABLE_PARSERS,
    ...ARCHIVE_PARSERS,
    ...EXPRESSION_PARSERS,
    ...CHECKPOINT_PARSERS,
    ...BOOSTING_PARSERS,
    ...MODEL_PARSERS,
    ...TRAINING_PARSERS,
    ...IMAGE_PARSERS,
    ...RESULT_PARSERS,
    ...SERVICE_PARSERS,
  ].map((parser) => [parser.name, parser]),
);

/** @throws UsageError where there is no parser of that name; says which name is closest */
export function parserNamed(name: string): Parser {
  const parser = PARSERS.get(name);
  if (parser === undefined) throw unknownName("parser", name, Array.from(PARSERS.keys()));
  return parser;
}
