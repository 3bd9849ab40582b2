import type { ExperimentResults, TransferRecord } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { panelWidth } from "../drawing/grid.js";
import { methodName, shortNames } from "../methods.js";
import { count, estimate } from "../numbers.js";
import { offAxisNote, truthPanel } from "./truth-panel.js";

/**
 * Models that were fitted on one zoo and scored on every zoo, as in the paper's Figure 4. Each row of panels belongs to the zoo that a model was
 * fitted on. There is one figure for each predictor and feature set that was tried.
 */
export function transferFigures({ transfers, zoos, target }: ExperimentResults): Figure[] {
  const names = zoos.map(({ name }) => name);
  const nameOf = shortNames(transfers);
  const methods = distinct(transfers.map(methodName));
  return methods.map((method, i) => {
    const records = transfers.filter((record) => methodName(record) === method);
    const rows = names.filter((name) => records.some(({ from }) => from === name));
    const columns = names.filter((name) => records.some(({ to }) => to === name));
    return drawFigure({
      name: i === 0 ? "transfers" : `transfers-${i + 1}`,
      title: methods.length === 1 ? "Transfer between zoos" : `Transfer between zoos, ${nameOf(records[0]!)}`,
      caption: `${method}: fitted on the zoo of a row, scored on that of a column without fitting again; where the two are the same, on its test part. On the dashed line the prediction is exact; τ says how well the networks are ranked.${describe(records)}${leftOutNote(records)}${offAxisNote(
        target,
        records.map(({ points }) => points),
      )}`,
      data: "transfers[]",
      panels: rows.map((from) =>
        columns.map((to) => {
          const record = records.find((candidate) => candidate.from === from && candidate.to === to);
          if (record === undefined) return null;
          return truthPanel(`${from} → ${to}`, `τ ${estimate(record.tau)}`, target, record.points);
        }),
      ),
      size: columns.length > 2 ? { width: 210, height: 180 } : { width: panelWidth(2), height: 240 },
    });
  });
}

/** Describes the worst and the best transfer to another zoo. */
function describe(records: readonly TransferRecord[]): string {
  const sorted = records
    .filter(({ from, to, tau }) => from !== to && tau.value !== null)
    .sort((a, b) => a.tau.value! - b.tau.value!);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  if (worst === undefined || best === undefined || worst === best) return "";
  const name = ({ from, to, tau }: TransferRecord) => `${from} to ${to} (τ ${estimate(tau)})`;
  return ` Best: ${name(best)}; worst: ${name(worst)}.`;
}

/** Says how many networks of each transfer were left out; an empty text if the zoos share none. */
function leftOutNote(records: readonly TransferRecord[]): string {
  const sharing = records.flatMap(({ from, to, seen = 0 }) =>
    seen === 0 ? [] : [`${count(seen)} from ${from} to ${to}`],
  );
  if (sharing.length === 0) return "";
  return ` Zoos share networks; those of runs that a model was fitted on are left out: ${sharing.join(", ")}.`;
}
