import { matrix, RandomStream } from "@weightcast/core";
import { type Activation, layoutOf, openForward, openImageGradients, smallCnn } from "@weightcast/networks";
import type { ProbesRun } from "./probes.js";

// Pairs of a network and an image a second of the evaluator, on all cores. Prints one JSON line, the same keys as peers/torch_probes.py.

const [networks, images, seconds] = process.argv.slice(2).map(Number) as [number, number, number];
const architecture = smallCnn({ side: 28 });
const { parameters } = layoutOf(architecture);
const random = new RandomStream(0, "probes");
const uniform = (length: number, scale: number) =>
  Float32Array.from({ length }, () => scale * (2 * random.uniform() - 1));
const weights = matrix(uniform(networks * parameters, 0.2), networks, parameters);
const pixels = uniform(images * 28 * 28, 1);
const labels = Int32Array.from({ length: images }, (_, image) => image % 10);
const activations = Array.from(
  { length: networks },
  (_, network): Activation => (network < networks / 2 ? "relu" : "tanh"),
);

async function rate(call: () => Promise<unknown>): Promise<number> {
  await call();
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < 1000 * seconds) {
    await call();
    calls++;
  }
  return (1000 * calls * networks * images) / (performance.now() - start);
}

const forward = await openForward(architecture, pixels, { hidden: true });
const answers = await rate(() => forward.ask(weights, activations));
await forward.close();
const gradients = await openImageGradients(architecture, { images, networks });
const loss = { labels, floor: 0.3 };
const run: ProbesRun = {
  answers,
  gradients: await rate(() => gradients.compute({ pixels, weights, activations, loss })),
};
await gradients.close();
process.stdout.write(`${JSON.stringify(run)}\n`);
