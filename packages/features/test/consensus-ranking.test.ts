import { CancelledError, matrix, type Progress, RandomStream, UsageError } from "@weightcast/core";
import { memorySource, StoredZoo } from "@weightcast/zoo";
import { describe, expect, it } from "vitest";
import { expectedTau } from "../src/consensus/expected-tau.js";
import { logOdds } from "../src/consensus/log-odds.js";
import { midranks, rankCorrelation } from "../src/consensus/rank-correlation.js";
import { weighImages } from "../src/consensus/weigh-images.js";
import { consensusRanking } from "../src/index.js";
import { SMALL_CNN } from "./layouts.js";
import { accuracies, sampleZoo } from "./sample-zoo.js";

const zoo = sampleZoo();
const ROWS = Int32Array.from({ length: 120 }, (_, i) => 239 - 2 * i);
const CHEAP = { images: 20, steps: 40 };

/** The sample's metrics with other weights. */
function withWeights(make: (random: RandomStream) => number): StoredZoo {
  const random = new RandomStream(3, "noise networks");
  const data = Float32Array.from({ length: zoo.rows * SMALL_CNN.parameters }, () => make(random));
  const weights = matrix(data, zoo.rows, SMALL_CNN.parameters);
  return new StoredZoo("noise", SMALL_CNN, zoo.metrics, memorySource(weights));
}

describe("consensusRanking", () => {
  it("ranks networks without labels, the same each time", async () => {
    const steps: Progress[] = [];
    const onProgress = (progress: Progress) => steps.push(progress);
    const ranking = await consensusRanking(zoo, ROWS, { ...CHEAP, onProgress });
    expect(rankCorrelation(ranking.scores, accuracies(zoo, ROWS))).toBeGreaterThan(0.8);
    expect(ranking.agreement).toBeGreaterThan(0.8);
    expect(ranking.expectedTau).toBeGreaterThan(0.4);
    expect(ranking.expectedTau).toBeLessThan(ranking.agreement);
    expect([1, 2]).toContain(ranking.rounds);
    expect(ranking.ranked.length).toBe(ROWS.length);
    const best = ranking.scores[ROWS.indexOf(ranking.ranked[0]!)];
    expect(best).toBe(Math.max(...ranking.scores));
    expect(steps.at(-1)).toEqual({ stage: "dreaming", done: 100, total: 100, unit: "steps" });
    expect(await consensusRanking(zoo, ROWS, CHEAP)).toEqual(ranking);
  });

  it("gives networks without finite weights no rank", async () => {
    const weights = matrix(new Float32Array(zoo.rows * SMALL_CNN.parameters), zoo.rows, SMALL_CNN.parameters);
    for await (const block of zoo.blocks({})) {
      for (const [i, row] of block.rows.entries()) {
        const { columns } = block.weights;
        weights.data.set(block.weights.data.subarray(i * columns, (i + 1) * columns), row * columns);
      }
    }
    weights.data[239 * SMALL_CNN.parameters] = Number.NaN;
    const holed = new StoredZoo("holed", SMALL_CNN, zoo.metrics, memorySource(weights));
    const { scores, ranked } = await consensusRanking(holed, ROWS, CHEAP);
    expect(scores[0]).toBeNaN();
    expect(scores.subarray(1).every(Number.isFinite)).toBe(true);
    expect(ranked.length).toBe(ROWS.length - 1);
    expect(ranked).not.toContain(239);
  });

  it.each([0.02, 0.3, 1])("refuses networks of noise of the scale %f, which share nothing", async (scale) => {
    const noise = withWeights((random) => scale * 2 * (random.uniform() - 0.5));
    await expect(consensusRanking(noise, ROWS, CHEAP)).rejects.toThrow("share no consensus");
  });

  it("refuses networks that name the classes differently, and keeps small zoos at one round", async () => {
    const random = new RandomStream(4, "order of the classes");
    const weights = matrix(new Float32Array(zoo.rows * SMALL_CNN.parameters), zoo.rows, SMALL_CNN.parameters);
    for await (const block of zoo.blocks({})) {
      for (const [i, row] of block.rows.entries()) {
        const own = block.weights.data.subarray(i * 4970, (i + 1) * 4970);
        const out = weights.data.subarray(row * 4970, (row + 1) * 4970);
        out.set(own);
        const order = random.permutation(10);
        for (const [to, from] of order.entries()) {
          out[4800 + to] = own[4800 + from] ?? 0;
          for (let unit = 0; unit < 16; unit++)
            out[4810 + unit * 10 + to] = own[4810 + unit * 10 + from] ?? 0;
        }
      }
    }
    const permuted = new StoredZoo("permuted", SMALL_CNN, zoo.metrics, memorySource(weights));
    await expect(consensusRanking(permuted, ROWS, CHEAP)).rejects.toThrow("share no consensus");
    expect((await consensusRanking(zoo, ROWS.subarray(0, 30), CHEAP)).rounds).toBe(1);
  });

  it("refuses too few networks, and ends when it is cancelled", async () => {
    await expect(consensusRanking(zoo, ROWS.subarray(0, 9), CHEAP)).rejects.toThrow(UsageError);
    const stop = new AbortController();
    const ranking = consensusRanking(zoo, ROWS, {
      ...CHEAP,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(ranking).rejects.toThrow(CancelledError);
  });
});

describe("log odds", () => {
  it("are those of the softmax probability of the image's class, within bounds", () => {
    const out = new Float32Array(3);
    logOdds(Float32Array.of(1, 2, 0, 0, 50, 0, 0, 0, 3e38), Int32Array.of(1, 0, 2), out);
    const probability = Math.exp(2) / (Math.exp(1) + Math.exp(2) + 1);
    expect(out[0]).toBeCloseTo(Math.log(probability / (1 - probability)), 5);
    expect(Array.from(out.subarray(1))).toEqual([-10, 10]);
  });

  it("count less on an image that ranks networks otherwise than the others do", () => {
    const networks = [0, 1, 2, 3, 4, 5];
    // Three images rank the networks by their number, slightly; the fourth by the opposite, by far.
    const data = Float32Array.from(networks.flatMap((i) => [i, i, i, -2.5 * i]));
    expect(Array.from(weighImages(matrix(data, 6, 4)))).toEqual(networks);
    const alike = weighImages(matrix(new Float32Array(8).fill(2), 2, 4));
    expect(Array.from(alike)).toEqual([2, 2]);
  });
});

describe("the expected tau", () => {
  const labels = Int32Array.from({ length: 20 }, (_, image) => image % 10);
  const odds = (make: (network: number, image: number) => number) =>
    matrix(
      Float32Array.from({ length: 800 }, (_, i) => make(Math.floor(i / 20), i % 20)),
      40,
      20,
    );

  it("is 1 where all classes rank alike, and near 0 where each ranks by itself", () => {
    const alike = odds((network) => network);
    expect(expectedTau({ logOdds: [alike, alike], labels, classes: 10 })).toBeCloseTo(1, 6);
    const own = odds((network, image) => new RandomStream(image % 10, `network ${network}`).uniform());
    const tau = expectedTau({ logOdds: [own, own], labels, classes: 10 });
    expect(Math.abs(tau)).toBeLessThan(0.3);
  });
});

describe("rank correlation", () => {
  it("shares ranks among equal values", () => {
    expect(Array.from(midranks(Float64Array.of(3, 1, 3, 2)))).toEqual([2.5, 0, 2.5, 1]);
    expect(rankCorrelation(Float64Array.of(1, 2, 3), Float64Array.of(3, 2, 1))).toBe(-1);
    expect(rankCorrelation(Float64Array.of(1, 1, 1), Float64Array.of(3, 2, 1))).toBe(0);
    // scipy.stats.spearmanr([1, 2, 2, 5, 4], [2, 1, 3, 9, 3])
    expect(rankCorrelation(Float64Array.of(1, 2, 2, 5, 4), Float64Array.of(2, 1, 3, 9, 3))).toBeCloseTo(
      0.763158,
      5,
    );
  });
});
