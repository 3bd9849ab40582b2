import { stat } from "node:fs/promises";
import { InputError } from "@weightcast/core";
import { type Verification, type VerificationFinding, verifyZoo } from "@weightcast/zoo";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { counted } from "../output/counted.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";
import { describeZoo } from "./zoo-info.js";

export function zooVerifyCommand(): Command {
  return createCommand(
    "verify <zoo>",
    "read a whole zoo and report what is wrong with it (exit code 1 if something is wrong); rows are counted from 0",
    ["zoo verify ./fashion_mnist", "zoo verify ./fashion_mnist --json"],
  ).action(async (path: string, options: CommonOptions) => {
    const opened = await openZoo(path).catch(async (error: unknown) => {
      if (error instanceof InputError && (await isThere(path))) return error;
      throw error;
    });
    if (opened instanceof InputError) {
      print(options, { unreadable: opened.message }, opened.message);
      process.exitCode = 1;
      return;
    }
    const zoo = opened;
    const verification = await longWork(({ onProgress, signal }) => verifyZoo(zoo, { onProgress, signal }));
    const { usualSteps, nonFinite, findings, notes } = verification;
    print(
      options,
      {
        ...describeZoo(zoo),
        usualSteps,
        nonFinite: nonFinite.count,
        firstNonFinite: nonFinite.firstRow ?? null,
        findings,
        notes,
      },
      formatVerification(path, zoo.rows, zoo.metrics.runs.length, verification),
    );
    if (findings.length > 0) process.exitCode = 1;
  });
}

function formatVerification(
  path: string,
  rows: number,
  runs: number,
  { usualSteps, nonFinite, findings, notes }: Verification,
): string {
  const verdict = findings.length === 0 ? "nothing wrong" : counted(findings.length, "problem");
  const { count, firstRow } = nonFinite;
  const diverged =
    firstRow === undefined
      ? []
      : [{ problem: "weights that are not finite, which fitting leaves out", count, firstRow }];
  const list = (title: string, entries: readonly VerificationFinding[]) =>
    entries.length === 0 ? [] : ["", title, ...entries.map(formatFinding)];
  return [
    `${path}: ${counted(rows, "row")} of ${counted(runs, "run")} checked, ${verdict} (rows are counted from 0)`,
    `checkpoints at the steps ${usualSteps.steps.join(", ")}: ${usualSteps.runs} of ${counted(runs, "run")}`,
    ...(diverged.length === 0 ? ["all weights are finite"] : []),
    ...list("wrong:", findings),
    ...list("worth knowing:", [...diverged, ...notes]),
  ].join("\n");
}

function formatFinding({ problem, count, firstRow }: VerificationFinding): string {
  return `  ${problem}: ${count === 1 ? `row ${firstRow}` : `${count} rows, the first is row ${firstRow}`}`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
