import { UsageError, unknownName, WeightcastError } from "@weightcast/core";
import { benchDnn } from "./dnn.js";
import { benchGbm } from "./gbm.js";
import { benchPopulation } from "./population.js";
import { benchTrain } from "./train.js";

// Measures packages against their peers: `pnpm bench NAME`.

const BENCHES: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["dnn", benchDnn],
  ["gbm", benchGbm],
  ["population", benchPopulation],
  ["train", benchTrain],
]);

try {
  const [name] = process.argv.slice(2);
  const names = Array.from(BENCHES.keys());
  if (name === undefined) throw new UsageError(`name a bench: ${names.join(", ")}`);
  const bench = BENCHES.get(name);
  if (bench === undefined) throw unknownName("bench", name, names);
  await bench();
} catch (error) {
  if (!(error instanceof WeightcastError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
