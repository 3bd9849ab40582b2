import { UsageError } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import {
  betterPositions,
  byScore,
  type ConsensusDreamOptions,
  type ConsensusDreams,
  type ConsensusRound,
  consensusDreams,
} from "./consensus-dreams.js";
import { expectedTau } from "./expected-tau.js";
import { midranks } from "./rank-correlation.js";

/** A ranking of networks by how far they agree with the others. It tells no accuracy. */
export interface ConsensusRanking {
  /** [rows.length], in the order of the rows: from 0, the worst, to 1, the best. NaN where weights are not finite. */
  readonly scores: Float64Array;
  /** Row numbers from the best network to the worst, without those whose weights are not finite. */
  readonly ranked: Int32Array;
  /**
   * An estimate of Kendall's tau of this ranking with the order of the true accuracies: how far the ranking by one half of the classes in one
   * dream agrees with that by the other half in another. Where the truth was known, tau was between 0.02 below and 0.08 above it.
   */
  readonly expectedTau: number;
  /**
   * Spearman's rank correlation of the rankings by two dreams that share no random number, at least 0.7. Low where a ranking is by chance;
   * two dreams may err alike, so that it is larger than the correlation with the true order.
   */
  readonly agreement: number;
  /** The mean probability that the better half of the networks gives the dreamt classes. */
  readonly recognition: number;
  /** The round of dreams that ranks: 1, or 2 if the better half is large enough and its dreams agree no less. */
  readonly rounds: number;
}

/** Two pairs of dreams of the same networks differ this much in their agreement by chance. */
const AGREEMENT_NOISE = 0.02;
/** If the rankings by two dreams correlate less than this, the ranking is by chance. */
const LEAST_AGREEMENT = 0.7;
/** The better half must give the dreamt classes this many times the probability of chance. */
const LEAST_RECOGNITION = 2;

/**
 * Ranks networks of one task without data and labels. All of them dream images of each class; networks that recognise the images with
 * larger odds rank higher. Two independent dreams are ranked by the sum of their ranks. One more round of dreams by the better half of each
 * ranking is kept only if the half has at least 40 networks and its dreams agree no less, but for chance.
 *
 * @param rows the row numbers of the networks
 * @throws UsageError where there are fewer than 10 networks with finite weights, their forward pass is not known, or they share no consensus
 * @throws InputError where the metrics name an activation function that cannot be computed
 * @throws CancelledError once the signal is aborted
 */
export async function consensusRanking(
  zoo: Zoo,
  rows: Int32Array,
  options: ConsensusDreamOptions = {},
): Promise<ConsensusRanking> {
  const dreams = await consensusDreams(zoo, rows, options);
  const { finite, networks, labels } = dreams;
  const { round, number } = chooseRound(dreams);
  const scores = sharesOfRanks(round);
  const recognised = recognitionOfBetterHalf(round);
  refuseChance(round.agreement, recognised, networks.classes);
  return {
    scores: inOrderOf(rows, finite, scores),
    ranked: Int32Array.from(byScore(scores), (position) => finite[position] ?? -1),
    expectedTau: expectedTau({
      logOdds: [round.dreams[0].logOdds, round.dreams[1].logOdds],
      labels,
      classes: networks.classes,
    }),
    agreement: round.agreement,
    recognition: recognised,
    rounds: number,
  };
}

/** The round of dreams that counts, and its number. */
export function chooseRound({ first, second }: ConsensusDreams): {
  readonly round: ConsensusRound;
  readonly number: number;
} {
  if (second === null || second.agreement < first.agreement - AGREEMENT_NOISE) {
    return { round: first, number: 1 };
  }
  return { round: second, number: 2 };
}

/** [finite rows] the ranks by both dreams, summed and divided by the largest sum: from 0 to 1. */
function sharesOfRanks({ dreams: [a, b] }: ConsensusRound): Float64Array {
  const ranks = midranks(b.scores);
  const most = 2 * Math.max(1, ranks.length - 1);
  return midranks(a.scores).map((rank, i) => (rank + (ranks[i] ?? 0)) / most);
}

/** The mean probability that the better half of the networks gives the classes of the first dream. */
function recognitionOfBetterHalf({ dreams: [{ scores, probabilities }] }: ConsensusRound): number {
  const better = betterPositions(scores);
  return better.reduce((sum, position) => sum + (probabilities[position] ?? 0), 0) / better.length;
}

function refuseChance(agreement: number, recognised: number, classes: number): void {
  if (agreement < LEAST_AGREEMENT) {
    throw new UsageError(
      `these networks share no consensus: two dreams rank them with a correlation of ${agreement.toFixed(2)}; expected at least ${LEAST_AGREEMENT}`,
    );
  }
  if (recognised < LEAST_RECOGNITION / classes) {
    throw new UsageError(
      `these networks share no consensus: the better half gives the dreamt classes a mean probability of ${recognised.toFixed(2)}; expected at least ${LEAST_RECOGNITION / classes}, twice chance`,
    );
  }
}

function inOrderOf(rows: Int32Array, finite: Int32Array, scores: Float64Array): Float64Array {
  const scoreOfRow = new Map(Array.from(finite, (row, position) => [row, scores[position]]));
  return Float64Array.from(rows, (row) => scoreOfRow.get(row) ?? Number.NaN);
}
