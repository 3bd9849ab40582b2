import { InputError } from "@weightcast/core";
import { type Verification, type VerificationFinding, verifyZoo } from "@weightcast/zoo-io";
import { openZoo } from "@weightcast/zoo-io/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { withProgress } from "../progress.js";
import { describeZoo } from "./zoo-info.js";

export function zooVerifyCommand(): Command {
  return createCommand(
    "verify <zoo>",
    "read a whole zoo and report what is wrong with it (exit code 1 if anything is)",
    ["zoo verify ./fashion_mnist", "zoo verify ./fashion_mnist --json"],
  ).action(async (path: string, options: CommonOptions) => {
    const opened = await openZoo(path).catch((error: unknown) => {
      if (error instanceof InputError) return error;
      throw error;
    });
    if (opened instanceof InputError) {
      print(options, { unreadable: opened.message }, opened.message);
      process.exitCode = 1;
      return;
    }
    const zoo = opened;
    const verification = await withProgress((onProgress) => verifyZoo(zoo, onProgress));
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
  const verdict = findings.length === 0 ? "nothing wrong" : `${findings.length} problems`;
  const list = (title: string, entries: readonly VerificationFinding[]) =>
    entries.length === 0 ? [] : ["", title, ...entries.map(formatFinding)];
  return [
    `${path}: ${rows} rows of ${runs} runs checked, ${verdict}`,
    `${usualSteps.runs} of ${runs} runs have checkpoints at the steps ${usualSteps.steps.join(", ")}`,
    nonFinite.count === 0
      ? "all weights are finite"
      : `${nonFinite.count} rows hold weights that are not finite, the first is row ${nonFinite.firstRow}; fitting leaves them out`,
    ...list("wrong:", findings),
    ...list("worth knowing:", notes),
  ].join("\n");
}

function formatFinding({ problem, count, firstRow }: VerificationFinding): string {
  return `  ${problem}: ${count} rows, the first is row ${firstRow}`;
}
