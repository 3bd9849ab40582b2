import { bootstrapScores, type Estimate } from "@weightcast/evaluation";
import { evaluateModel, fitModel } from "@weightcast/predictors";
import { selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { median, say } from "./report.js";
import { type ZooArguments, zooArguments } from "./zoo-arguments.js";

const RESAMPLES = 1000;

/**
 * Fits models with several seeds on the trained and on the final checkpoints of a zoo, and prints how well they predict the test part: tau
 * beside its ceiling and R2, with bootstrap intervals over runs, the coverage and width of 90 % intervals, and the share flagged.
 */
export async function benchPredict(args: readonly string[]): Promise<void> {
  const request = await zooArguments(args);
  const zoo = await openZoo(request.zoo);
  for (const checkpoint of request.checkpoint === undefined ? ["trained", "final"] : [request.checkpoint]) {
    const taus: number[] = [];
    for (let seed = 0; seed < request.seeds; seed++)
      taus.push(await benchSeed(zoo, request, checkpoint, seed));
    say(`${checkpoint}: median tau of ${taus.length} seeds ${median(taus).toFixed(4)}`);
  }
}

async function benchSeed(
  zoo: Zoo,
  { split, features, predictor }: ZooArguments,
  checkpoint: string,
  seed: number,
): Promise<number> {
  const selection = selectRows(zoo, { checkpoint });
  const model = await fitModel(zoo, { split, features, predictor, selection, seed });
  const { test } = model.rows;
  const { predicted } = await model.predictZoo(zoo, test);
  const targets = zoo.metrics.numbers(model.manifest.target.column);
  const { r2, tau } = bootstrapScores(
    Float64Array.from(test, (row) => targets[row] ?? Number.NaN),
    predicted,
    { resamples: RESAMPLES, seed, clusters: Int32Array.from(test, (row) => zoo.metrics.runOfRow[row] ?? 0) },
  );
  const { intervals, flagged, scores, tauCeiling, seconds } = await evaluateModel(model, zoo, { selection });
  const coverage =
    intervals === null
      ? "no intervals"
      : `90 % intervals cover ${percent(intervals.coverage)}, ${intervals.meanWidth.toFixed(4)} wide`;
  say(
    `${checkpoint}, seed ${seed}, ${model.manifest.predictor} on ${model.manifest.features}, ${scores.count} test networks: tau ${inWords(tau)} of at most ${tauCeiling?.toFixed(4) ?? "-"}; R2 ${inWords(r2)}; ${coverage}; ${percent(flagged / scores.count)} flagged; fitted in ${model.manifest.seconds.toFixed(0)} s, scored in ${seconds.toFixed(0)} s`,
  );
  return tau.value ?? Number.NaN;
}

function inWords({ value, low, high }: Estimate): string {
  const digits = (number: number | null) => number?.toFixed(4) ?? "-";
  return `${digits(value)} [${digits(low)}, ${digits(high)}]`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
