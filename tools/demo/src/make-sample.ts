import { gatherMetrics, selectCheckpoints } from "@weightcast/zoo";
import { openZoo, writeZoo } from "@weightcast/zoo-io/node";

// Makes the sample zoo in fixtures/: the final checkpoints of the first 400 runs of a zoo.
const RUNS = 400;

const [source, output] = process.argv.slice(2);
if (source === undefined || output === undefined) {
  process.stderr.write("usage: make-sample ZOO OUTPUT\n");
  process.exit(2);
}
const zoo = await openZoo(source);
const rows = selectCheckpoints(zoo.metrics, "final").subarray(0, RUNS);

async function* weights() {
  for await (const block of zoo.blocks({ rows })) yield block.weights;
}

await writeZoo(output, { layout: zoo.layout, metrics: gatherMetrics(zoo.metrics, rows), weights: weights() });
