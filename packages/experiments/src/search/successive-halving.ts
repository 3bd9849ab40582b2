/** One in ETA trials enters the next rung, with ETA times the budget. */
const ETA = 3;
/** The first of 5 rungs has 1/81 of the budget, which is about the least by which configurations can be compared. */
const MOST_RUNGS = 5;

/** A round of a search: the number of trials and the budget of each. */
export interface Rung {
  readonly trials: number;
  readonly budget: number;
}

/**
 * The rungs of successive halving (Jamieson and Talwalkar 2016) with eta 3: all trials at the least budget, the best third of them at three
 * times that, and so on; the last rung has the whole budget.
 */
export function halvingRungs(trials: number, mostBudget: number): Rung[] {
  let count = 1;
  while (count < MOST_RUNGS && ETA ** count <= trials) count++;
  return Array.from({ length: count }, (_, rung) => ({
    trials: Math.ceil(trials / ETA ** rung),
    budget: Math.ceil(mostBudget / ETA ** (count - 1 - rung)),
  }));
}

/** The numbers of the trials with the best scores, best first. Of equal scores the first counts as better, and null as the worst. */
export function bestOf(scores: ReadonlyMap<number, number | null>, count: number): number[] {
  const worst = Number.NEGATIVE_INFINITY;
  return Array.from(scores.keys())
    .sort((a, b) => (scores.get(b) ?? worst) - (scores.get(a) ?? worst) || a - b)
    .slice(0, count);
}
