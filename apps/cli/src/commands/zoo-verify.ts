import { verifyZoo } from "@weightcast/zoo-io";
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
    const zoo = await openZoo(path);
    const { nonFinite, findings } = await withProgress((onProgress) => verifyZoo(zoo, onProgress));
    const divergence =
      nonFinite.count === 0
        ? "all weights are finite"
        : `${nonFinite.count} rows hold weights that are not finite, the first is row ${nonFinite.firstRow}; fitting leaves them out`;
    const lines = findings.map(
      ({ problem, count, firstRow }) => `${problem}: ${count} rows, the first is row ${firstRow}`,
    );
    const verdict =
      findings.length === 0
        ? `${path}: ${zoo.rows} rows checked, nothing wrong`
        : `${path}: ${findings.length} problems`;
    print(
      options,
      {
        ...describeZoo(zoo),
        nonFinite: nonFinite.count,
        firstNonFinite: nonFinite.firstRow ?? null,
        findings,
      },
      [verdict, divergence, ...lines].join("\n"),
    );
    if (findings.length > 0) process.exitCode = 1;
  });
}
