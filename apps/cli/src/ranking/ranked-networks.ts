import { UsageError } from "@weightcast/core";
import { consensusRanking } from "@weightcast/features";
import {
  bestFirst,
  type CrossValidation,
  type Model,
  type NetworkScore,
  rankByLabels,
  scoreNetworks,
} from "@weightcast/predictors";
import type { FileNameReader } from "../importing/file-name-pattern.js";
import type { Labels } from "./labels-file.js";
import { type NetworkRuns, networkRuns, type RunPlace } from "./network-runs.js";
import { networksZoo } from "./networks-zoo.js";
import {
  type ReadNetworks,
  type ReadNetworksOptions,
  type RefusedFile,
  readNetworks,
} from "./read-networks.js";

/** A network and what the ranking knows of it. */
export type RankedNetwork = Omit<NetworkScore, "row" | "explanation">;

/** Networks from the best to the worst. */
export interface Ranking {
  /** The source of the ranking: a model, labels or the consensus of the networks. */
  readonly by: "model" | "labels" | "consensus";
  /** The quantity in `predicted`: a column of metrics, or `consensus`, which is a share of ranks and no accuracy. */
  readonly target: string;
  /** Which values of the target are better. */
  readonly direction: "higher" | "lower";
  readonly ranked: readonly RankedNetwork[];
  readonly refused: readonly RefusedFile[];
  /** How good a ranking by labels is; null for other rankings. */
  readonly validation: CrossValidation | null;
  /** What told which networks are checkpoints of one run, so that cross-validation holds out whole runs; null for other rankings. */
  readonly runsToldBy: NetworkRuns["toldBy"] | null;
  /** How far a consensus is to be trusted; null for other rankings. */
  readonly trust: ConsensusTrust | null;
}

/** How far a ranking by consensus is to be trusted. */
interface ConsensusTrust {
  /** An estimate of Kendall's tau of the ranking with the order of the true accuracies. */
  readonly expectedTau: number;
  /** Spearman's rank correlation of the rankings by two independent dreams, which shows chance, not error. */
  readonly agreement: number;
}

interface RankOptions extends ReadNetworksOptions {
  readonly level?: number | undefined;
  /** Reads the run and the step of a file from its name. */
  readonly pattern?: FileNameReader | undefined;
}

/** Ranks networks by the predictions of a model. */
export async function rankByModel(
  model: Model,
  paths: readonly string[],
  { level, pattern, ...work }: RankOptions,
): Promise<Ranking> {
  const read = await readNetworks(paths, { ...work, layout: model.layout });
  const { places } = runsOf(read, () => undefined, pattern);
  const { zoo, names } = zooOf(read, places);
  const scores = await scoreNetworks(model, { zoo }, { ...work, level });
  const ranked = bestFirst(model, scores).map((score) => named(score, names));
  const { column, direction } = model.manifest.target;
  const { refused } = read;
  return { ...OTHER_RANKING, by: "model", target: column, direction, ranked, refused };
}

/** Ranks the networks without a label by a fit to those with one. */
export async function rankByLabelsOf(
  labels: Labels,
  paths: readonly string[],
  { level, pattern, ...work }: RankOptions,
): Promise<Ranking> {
  const read = await readNetworks(paths, work);
  const { places, toldBy } = runsOf(read, labels.runOf, pattern);
  const { zoo, names } = zooOf(read, places);
  const { target } = labels;
  const values = Float64Array.from(names, (name) => labels.of(name));
  const { scores, validation } = await rankByLabels(zoo, values, { ...work, target, level });
  const ranked = scores.map((score) => named(score, names));
  const { column, direction } = target;
  const { refused } = read;
  return {
    ...OTHER_RANKING,
    by: "labels",
    target: column,
    direction,
    ranked,
    refused,
    validation,
    runsToldBy: toldBy,
  };
}

/** Ranks networks without labels, by their consensus. */
export async function rankByConsensus(paths: readonly string[], work: ReadNetworksOptions): Promise<Ranking> {
  const read = await readNetworks(paths, work);
  const { zoo, names } = zooOf(read);
  const rows = Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const { scores, ranked: order, expectedTau, agreement } = await consensusRanking(zoo, rows, work);
  const notFinite = rows.filter((row) => Number.isNaN(scores[row]));
  const ranked = [...order, ...notFinite].map((row): RankedNetwork => {
    const score = scores[row] ?? Number.NaN;
    const isKnown = Number.isFinite(score);
    return {
      checkpoint: names[row] ?? "",
      predicted: isKnown ? score : null,
      low: null,
      high: null,
      flag: isKnown ? null : "its weights are not finite",
    };
  });
  const { refused } = read;
  return {
    ...OTHER_RANKING,
    by: "consensus",
    target: "consensus",
    direction: "higher",
    ranked,
    refused,
    trust: { expectedTau, agreement },
  };
}

/** The fields of a ranking that its source does not fill. */
const OTHER_RANKING = { validation: null, runsToldBy: null, trust: null };

function runsOf(
  { networks }: ReadNetworks,
  labelled: (name: string) => string | undefined,
  pattern: FileNameReader | undefined,
): NetworkRuns {
  const places = networks.flatMap(({ file, names, places }) =>
    names.map((name, i) => ({ file, name, known: places?.[i] })),
  );
  return networkRuns(places, labelled, pattern);
}

function zooOf({ networks, layout, refused }: ReadNetworks, places?: readonly RunPlace[]) {
  if (layout === undefined || networks.length === 0) {
    const reasons = refused.map(({ file, reason }) => `\n  ${file}: ${reason}`).join("");
    throw new UsageError(`none of the files holds a network that can be ranked${reasons}`);
  }
  return { zoo: networksZoo(networks, layout, places), names: networks.flatMap(({ names }) => names) };
}

function named({ row, explanation: _, ...score }: NetworkScore, names: readonly string[]): RankedNetwork {
  return { ...score, checkpoint: names[row] ?? score.checkpoint };
}
