import { type Evaluation, evaluateModel, type SeenCount } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { selectRows } from "@weightcast/zoo";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { levelOption } from "../options/level.js";
import { checkpointChoice, whereOption } from "../options/rows.js";
import { counted } from "../output/counted.js";
import { formatScores, scoreReport } from "../output/score-report.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";

interface EvaluateOptions extends CommonOptions {
  readonly checkpoint?: string;
  readonly where?: string;
  readonly level?: number;
}

export function evaluateCommand(): Command {
  return createCommand(
    "evaluate <model> <zoo>",
    "score a model on a zoo: on the test rows of the zoo that it was fitted on, or on the rows of another zoo whose runs it was not fitted on",
    ["evaluate ./model ./fashion_mnist", "evaluate ./model ./cifar10 --checkpoint final"],
  )
    .addOption(checkpointChoice(" (default: those that the model was fitted on)"))
    .addOption(whereOption())
    .addOption(levelOption())
    .action(async (modelPath: string, zooPath: string, options: EvaluateOptions) => {
      const model = await loadModel(modelPath);
      const zoo = await openZoo(zooPath);
      const { checkpoint = model.manifest.checkpoint, where, level } = options;
      const selection = selectRows(zoo, { checkpoint, where });
      const evaluation = await longWork((work) => evaluateModel(model, zoo, { ...work, selection, level }));
      const { sameZoo, seen, scores, notFinite, intervals, flagged } = evaluation;
      const evaluated = sameZoo
        ? "test rows of the zoo that the model was fitted on"
        : rowsOfAnotherZoo(seen);
      const { train, validation } = sameZoo ? model.manifest.rows : { train: 0, validation: 0 };
      const rows = { train, validation, test: scores.count, notFinite };
      const report = scoreReport(model.manifest, { ...evaluation, rows });
      print(
        options,
        { ...report, intervals, flagged, checkpoint, evaluated, seen },
        `${formatScores(report)}\n${intervalLine(intervals)}\nflagged: ${counted(flagged, "row")} unlike those that the model was trained on\nscored: ${scores.count} ${evaluated}\ncheckpoints: ${checkpoint}`,
      );
    });
}

function rowsOfAnotherZoo(seen: SeenCount | null): string {
  const words = "rows of another zoo";
  if (seen === null || seen.rows === 0) return words;
  return `${words}, ${counted(seen.rows, "row")} of ${counted(seen.runs, "run")} left out because the model was fitted on them`;
}

function intervalLine(intervals: Evaluation["intervals"]): string {
  if (intervals === null)
    return "intervals: none, because the model knows no errors of networks that it was not fitted to";
  const { level, coverage, meanWidth } = intervals;
  return `intervals: ${percent(coverage)} of the true values are within the intervals of level ${level}, ${meanWidth.toFixed(4)} wide on average`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
