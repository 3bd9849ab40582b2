import { RandomStream, UsageError } from "@weightcast/core";
import { kendallTau } from "@weightcast/evaluation";
import { consensusRanking } from "@weightcast/features";
import { selectCheckpoints, selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { say } from "../report.js";
import { valuesOf } from "./split-zoo.js";

const DRAWN = [30, 100] as const;
const UNTRAINED = 60;
const SEED = 0;
const ACCURACY = "test_accuracy";

/**
 * Compares the tau that a ranking without labels is expected to have with the tau that it has, for populations of several zoos: draws of their
 * final checkpoints, a draw of the more accurate half of these, which are harder to rank, and untrained networks, which should be refused.
 *
 * @param args zoo folders
 */
export async function benchTrust(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) throw new UsageError("name zoo folders");
  say("| zoo | networks | expected tau | tau | agreement of two dreams |");
  say("| --- | --- | --- | --- | --- |");
  for (const folder of folders) {
    const zoo = await openZoo(folder);
    const final = selectRows(zoo).rows;
    for (const count of DRAWN) await measure(zoo, draw(final, count), "final");
    await measure(zoo, draw(moreAccurateHalf(zoo, final), DRAWN[1]), "final, the more accurate half");
    await measure(zoo, draw(selectCheckpoints(zoo.metrics, "step:0"), UNTRAINED), "untrained");
  }
}

async function measure(zoo: Zoo, rows: Int32Array, kind: string): Promise<void> {
  const figure = (value: number) => value.toFixed(3);
  const outcome = await consensusRanking(zoo, rows, { seed: SEED }).then(
    ({ scores, expectedTau, agreement }) => {
      const tau = kendallTau(valuesOf(zoo, ACCURACY, rows), scores);
      return `${figure(expectedTau)} | ${figure(tau)} | ${figure(agreement)}`;
    },
    (error) => {
      if (error instanceof UsageError) return "refused | | ";
      throw error;
    },
  );
  say(`| ${zoo.name} | ${rows.length}, ${kind} | ${outcome} |`);
}

function draw(rows: Int32Array, count: number): Int32Array {
  return new RandomStream(SEED, "drawn networks").shuffle(rows.slice()).subarray(0, count).toSorted();
}

function moreAccurateHalf({ metrics }: Zoo, rows: Int32Array): Int32Array {
  const accuracy = metrics.numbers(ACCURACY);
  const order = rows.toSorted((a, b) => (accuracy[b] ?? 0) - (accuracy[a] ?? 0) || a - b);
  return order.subarray(0, Math.ceil(order.length / 2));
}
