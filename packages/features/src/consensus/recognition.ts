import { type Matrix, matrix, matrixRow } from "@weightcast/core";
import { openForward } from "@weightcast/networks";
import type { Zoo } from "@weightcast/zoo";
import { knownActivations } from "../probes/known-activations.js";
import { labelProbability } from "../probes/likelier-activation.js";
import type { ProbedNetworks } from "../probes/probe-shape.js";
import { logOdds, MOST_LOG_ODDS } from "./log-odds.js";

/** Images, and the networks that are to recognise them. */
export interface RecognitionRequest {
  readonly networks: ProbedNetworks;
  /** [images, height, width, channels] in [-1, 1] */
  readonly images: Float32Array;
  /** [images] their classes */
  readonly labels: Int32Array;
  readonly signal?: AbortSignal | undefined;
}

/** How networks recognise images. */
export interface Recognition {
  /** [networks] the mean probability that each network gives the classes of the images; -1 where an answer is not finite. */
  readonly probabilities: Float64Array;
  /** [networks, images] the log odds of the class of each image, from -10 to 10; -10 for a network with an answer that is not finite. */
  readonly logOdds: Matrix<Float32Array>;
}

/**
 * Asks networks for the classes of images. A network whose activation function the metrics do not have is asked under relu and under tanh, and
 * the function with the larger mean probability counts.
 *
 * @throws CancelledError once the signal is aborted
 */
export async function recognition(
  zoo: Zoo,
  rows: Int32Array,
  { networks, images, labels, signal }: RecognitionRequest,
): Promise<Recognition> {
  const { architecture, classes } = networks;
  const forward = await openForward(architecture, images);
  const probabilities = new Float64Array(rows.length).fill(-1);
  const odds = matrix(
    new Float32Array(rows.length * labels.length).fill(-MOST_LOG_ODDS),
    rows.length,
    labels.length,
  );
  const length = labels.length * classes;
  let first = 0;
  try {
    for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
      const known = knownActivations({ metrics: zoo.metrics, rows: block.rows });
      const under = (["relu", "tanh"] as const).slice(0, known.includes(undefined) ? 2 : 1);
      for (const activation of under) {
        const activations = known.map((own) => own ?? activation);
        const { logits } = await forward.ask(block.weights, activations, { signal });
        for (const i of block.rows.keys()) {
          const own = logits.subarray(i * length, (i + 1) * length);
          const probability = labelProbability(own, labels, classes);
          if (probability <= (probabilities[first + i] ?? -1)) continue;
          probabilities[first + i] = probability;
          logOdds(own, labels, matrixRow(odds, first + i));
        }
      }
      first += block.rows.length;
    }
  } finally {
    await forward.close();
  }
  return { probabilities, logOdds: odds };
}
