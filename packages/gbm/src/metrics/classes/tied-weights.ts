import type { MeasuredRows } from "../metric.js";

/** The weights of the positive and of the negative rows among rows with the same score. */
interface TiedWeights {
  readonly positive: number;
  readonly negative: number;
}

/** Sums the weights of the rows of each score, in descending order of the scores. Rows with a target above 0 are positive. */
export function* tiedWeights({ scores, targets, weights }: MeasuredRows): Generator<TiedWeights> {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  let [positive, negative] = [0, 0];
  for (const [i, row] of order.entries()) {
    const weight = weights?.[row] ?? 1;
    if (targets[row]! > 0) positive += weight;
    else negative += weight;
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    yield { positive, negative };
    [positive, negative] = [0, 0];
  }
}
