import { openForward } from "@weightcast/networks";
import type { Zoo } from "@weightcast/zoo";
import { knownActivations } from "../probes/known-activations.js";
import { labelProbability } from "../probes/likelier-activation.js";
import type { ProbedNetworks } from "../probes/probe-shape.js";

/** Images, and the networks that are to recognise them. */
export interface RecognitionRequest {
  readonly networks: ProbedNetworks;
  /** [images, height, width, channels] in [-1, 1] */
  readonly images: Float32Array;
  /** [images] their classes */
  readonly labels: Int32Array;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The mean probability that each network gives the classes of images: [rows.length]. A network whose activation function the metrics do not
 * have is asked under relu and under tanh, and the larger mean counts; -1 where answers are not finite.
 *
 * @throws CancelledError once the signal is aborted
 */
export async function recognition(
  zoo: Zoo,
  rows: Int32Array,
  { networks, images, labels, signal }: RecognitionRequest,
): Promise<Float64Array> {
  const { architecture, classes } = networks;
  const forward = await openForward(architecture, images);
  const scores = new Float64Array(rows.length);
  const length = labels.length * classes;
  let next = 0;
  try {
    for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
      const known = knownActivations({ metrics: zoo.metrics, rows: block.rows });
      const under = (["relu", "tanh"] as const).slice(0, known.includes(undefined) ? 2 : 1);
      const means: Float64Array[] = [];
      for (const activation of under) {
        const activations = known.map((own) => own ?? activation);
        const { logits } = await forward.ask(block.weights, activations, { signal });
        means.push(
          Float64Array.from(activations, (_, i) =>
            labelProbability(logits.subarray(i * length, (i + 1) * length), labels, classes),
          ),
        );
      }
      for (let i = 0; i < block.rows.length; i++) {
        scores[next++] = Math.max(...means.map((mean) => mean[i]!));
      }
    }
  } finally {
    await forward.close();
  }
  return scores;
}
