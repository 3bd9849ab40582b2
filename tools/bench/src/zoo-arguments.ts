import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { UsageError } from "@weightcast/core";
import { parseSplit, parseSplitSpec, type SplitSpec } from "@weightcast/evaluation";
import { parseCsv } from "@weightcast/zoo-io";

/** The arguments of benches that fit models on a zoo: `ZOO --split FILE.csv --features SET --predictor NAME --checkpoint C --seeds N`. */
export interface ZooArguments {
  readonly zoo: string;
  readonly split: SplitSpec;
  /** Undefined where the best that the layout allows are wanted. */
  readonly features: string | undefined;
  readonly predictor: string | undefined;
  readonly checkpoint: string | undefined;
  readonly seeds: number;
}

/** @throws UsageError where no zoo is named or an option is unknown */
export async function zooArguments(args: readonly string[]): Promise<ZooArguments> {
  const text = { type: "string" } as const;
  const options = { split: text, features: text, predictor: text, checkpoint: text, seeds: text };
  const { values, positionals } = parse(() =>
    parseArgs({ args: [...args], allowPositionals: true, options }),
  );
  const [zoo, ...rest] = positionals;
  if (zoo === undefined || rest.length > 0) throw new UsageError("name one zoo folder");
  const { split = "random", features, predictor, checkpoint, seeds = "3" } = values;
  if (!/^[1-9]\d?$/.test(seeds)) {
    throw new UsageError(`'${seeds}' is no number of seeds; expected a whole number from 1 to 99`);
  }
  return { zoo, split: await readSplit(split), features, predictor, checkpoint, seeds: Number(seeds) };
}

function parse<Parsed>(read: () => Parsed): Parsed {
  try {
    return read();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function readSplit(name: string): Promise<SplitSpec> {
  if (!name.endsWith(".csv")) return parseSplitSpec(name);
  const { header, rows } = parseCsv(await readFile(name, "utf8"), name);
  const [run, part] = [header.indexOf("run"), header.indexOf("part")];
  const entries = rows.map((cells) => ({ run: cells[run] ?? "", part: cells[part] ?? "" }));
  return { name, kind: "assigned", parts: parseSplit(entries, name) };
}
