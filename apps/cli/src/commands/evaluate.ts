import { evaluateModel, type SeenCount, scoresRecord } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { fingerprintZoo } from "@weightcast/zoo";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { counted } from "../counted.js";
import { openZoo } from "../open-zoo.js";
import { withProgress } from "../progress.js";
import { checkpointOption, chooseRows, whereOption } from "../rows.js";
import { formatScores, scoreReport } from "../score-report.js";

interface EvaluateOptions extends CommonOptions {
  readonly checkpoint: string;
  readonly where?: string;
}

export function evaluateCommand(): Command {
  return createCommand(
    "evaluate <model> <zoo>",
    "score a model on a zoo: on its test rows if it was fitted on that zoo, else on all rows of runs that it was not fitted on",
    ["evaluate ./model ./fashion_mnist", "evaluate ./model ./cifar10 --checkpoint final"],
  )
    .addOption(checkpointOption("all"))
    .addOption(whereOption())
    .action(async (modelPath: string, zooPath: string, options: EvaluateOptions) => {
      const model = await loadModel(modelPath);
      const zoo = await openZoo(zooPath);
      const rows = chooseRows(zoo, options);
      const fingerprint = await fingerprintZoo(zoo);
      const { sameZoo, seen, scores, notFinite, seconds } = await withProgress((onProgress) =>
        evaluateModel(model, { zoo, fingerprint, rows, onProgress }),
      );
      const evaluated = sameZoo ? "test rows of the zoo that it was fitted on" : rowsOfAnotherZoo(seen);
      const { train, validation } = sameZoo ? model.manifest.rows : { train: 0, validation: 0 };
      const counts = { train, validation, test: scores.count, notFinite };
      const report = scoreReport(model.manifest, counts, scoresRecord(scores), seconds);
      print(
        options,
        { ...report, evaluated, seen },
        `${formatScores(report)}\nscored: ${scores.count} ${evaluated}`,
      );
    });
}

function rowsOfAnotherZoo(seen: SeenCount | null): string {
  const words = "rows of another zoo";
  if (seen === null)
    return `${words}; the model, of an earlier version, does not tell whether it was fitted on some of them`;
  if (seen.rows === 0) return words;
  return `${words}, ${counted(seen.rows, "row")} of ${counted(seen.runs, "run")} that the model was fitted on left out`;
}
