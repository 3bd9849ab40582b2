import { RandomStream } from "@weightcast/core";
import type { ParameterRange, SearchSpace } from "@weightcast/predictors";

/** The hyperparameters of a trial: the same for the same seed and number, however many trials there are. */
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

/** Four digits are enough to say which configuration it was, and the same whatever the last bit of a power is on an engine. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A space for people, a line for each hyperparameter. */
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
      return `${range.low} to ${range.high}, whole`;
    case "log-integer":
      return `${range.low} to ${range.high}, whole, log-uniform`;
    default:
      return range satisfies never;
  }
}
