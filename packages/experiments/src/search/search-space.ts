import { RandomStream } from "@weightcast/core";
import type { ParameterRange, SearchSpace } from "@weightcast/predictors";

/** Draws the hyperparameters of a trial. They depend on the seed and the trial's number, not on how many trials there are. */
export function drawParameters(
  { parameters }: SearchSpace,
  seed: number,
  trial: number,
): Record<string, string | number> {
  const random = new RandomStream(seed, `search/${trial}`);
  return Object.fromEntries(Object.entries(parameters).map(([name, range]) => [name, draw(range, random)]));
}

function draw(range: ParameterRange, random: RandomStream): string | number {
  switch (range.kind) {
    case "choice":
      return range.values[random.below(range.values.length)]!;
    case "uniform":
      return rounded(range.low + random.uniform() * (range.high - range.low));
    case "log-uniform":
      return rounded(range.low * (range.high / range.low) ** random.uniform());
    case "integer":
      return range.low + random.below(range.high - range.low + 1);
    case "log-integer":
      return Math.round(range.low * (range.high / range.low) ** random.uniform());
    default:
      return range satisfies never;
  }
}

/** Rounds to four significant digits, so that the number does not depend on how an engine rounds powers. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Describes a search space in words, one line for each hyperparameter. */
export function searchSpaceInWords({ parameters, budget }: SearchSpace): string[] {
  const lines = Object.entries(parameters).map(([name, range]) => `${name}: ${rangeInWords(range)}`);
  return [...lines, `${budget.name}: up to ${budget.most}, by successive halving`];
}

function rangeInWords(range: ParameterRange): string {
  switch (range.kind) {
    case "choice":
      return range.values.join(", ");
    case "uniform":
      return `${range.low} to ${range.high}`;
    case "log-uniform":
      return `${range.low} to ${range.high}, log-uniform`;
    case "integer":
      return `${range.low} to ${range.high}, whole numbers`;
    case "log-integer":
      return `${range.low} to ${range.high}, whole numbers, log-uniform`;
    default:
      return range satisfies never;
  }
}
