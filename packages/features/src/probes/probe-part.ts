import { InputError, type Matrix, matrixRow, matrixRows } from "@weightcast/core";
import { type Activation, type Answers, type Forward, openForward } from "@weightcast/networks";
import { canShareMemory } from "@weightcast/runtime";
import type { AskedOptions, AskedPart, AskedSession, FeatureBlock } from "../feature-part.js";
import { answerColumns } from "./answer-columns.js";
import { AnswerDescriber } from "./answer-describer.js";
import { knownActivations } from "./known-activations.js";
import { likelierActivation } from "./likelier-activation.js";
import type { ProbedNetworks } from "./probe-shape.js";

/** Sets of images that networks are evaluated on. */
export interface ProbeSets {
  /** The prefix of the columns of each set, e.g. `dreamt/best`. */
  readonly names: readonly string[];
  /** The images, with values in [-1, 1]: [sets * images of a set, height, width, channels]. */
  readonly images: Float32Array;
  readonly imagesOfSet: number;
  /** [images of a set]: the classes that the images of each set were made for; undefined where they were made for none. */
  readonly labels: Int32Array | undefined;
}

/** The approximate size in bytes of the answers of one group of networks. */
const ANSWER_BYTES = 2 ** 22;

/**
 * Features of the answers to sets of images. The activation function of a network comes from the metrics; where they do not have it, it
 * is the one under which the network gives the images' classes the larger probability.
 */
export function probePart(networks: ProbedNetworks, sets: ProbeSets): AskedPart {
  const shape = { ...networks, images: sets.imagesOfSet };
  const columns = answerColumns(shape, sets.labels !== undefined);
  return {
    kind: "asked",
    columns: sets.names.flatMap((name) => columns.map((column) => `${name}:${column}`)),
    // Images without classes cannot reveal an activation function.
    hyperparameters: sets.labels === undefined ? "required" : "optional",
    async open({ threads, signal }: AskedOptions): Promise<AskedSession> {
      const forward = await openForward(networks.architecture, sets.images, {
        hidden: true,
        threads: canShareMemory() ? threads : 1,
      });
      const describer = new AnswerDescriber(shape, sets.labels);
      return new ProbeSession(forward, describer, sets, signal);
    },
  };
}

/** Networks that were evaluated, with the answers that count for each of them. */
interface Asked {
  readonly first: number;
  readonly count: number;
  readonly answersOf: readonly Answers[];
}

class ProbeSession implements AskedSession {
  private readonly networksAtATime: number;

  constructor(
    private readonly forward: Forward,
    private readonly describer: AnswerDescriber,
    private readonly sets: ProbeSets,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { images, classes, units } = forward;
    const bytes = images * (classes + units) * Float32Array.BYTES_PER_ELEMENT;
    this.networksAtATime = Math.max(1, Math.floor(ANSWER_BYTES / bytes));
  }

  /** Describes networks while the next ones are being evaluated. */
  async compute(block: FeatureBlock, out: Matrix, firstColumn: number): Promise<void> {
    const activations = this.activationsOf(block);
    let before: Promise<Asked> | undefined;
    for (let first = 0; first < block.weights.rows; first += this.networksAtATime) {
      const asked = this.ask(block.weights, activations, first);
      // An error of this promise is handled when it is awaited, after the promise before it; this keeps Node
      // from reporting it as unhandled until then.
      asked.catch(() => {});
      if (before !== undefined) this.describe(await before, out, firstColumn);
      before = asked;
    }
    if (before !== undefined) this.describe(await before, out, firstColumn);
  }

  close(): Promise<void> {
    return this.forward.close();
  }

  private activationsOf({ weights, hyperparameters }: FeatureBlock): readonly (Activation | undefined)[] {
    if (hyperparameters === undefined) return Array<undefined>(weights.rows).fill(undefined);
    const activations = knownActivations(hyperparameters);
    const unknown = activations.indexOf(undefined);
    if (unknown >= 0 && this.sets.labels === undefined) {
      const { metrics, rows } = hyperparameters;
      const location = { file: metrics.file, row: rows[unknown] };
      throw new InputError(
        "the activation function is missing, without which the answers to noise images are not known",
        location,
      );
    }
    return activations;
  }

  private async ask(
    weights: Matrix<Float32Array>,
    activations: readonly (Activation | undefined)[],
    first: number,
  ): Promise<Asked> {
    const { forward, signal, sets } = this;
    const { classes, images } = forward;
    const count = Math.min(this.networksAtATime, weights.rows - first);
    const some = matrixRows(weights, first, count);
    const known = activations.slice(first, first + count);
    const askUnder = (activation: Activation) =>
      forward.ask(
        some,
        known.map((own) => own ?? activation),
        { signal },
      );
    const { labels } = sets;
    if (labels === undefined || !known.includes(undefined)) {
      return { first, count, answersOf: Array<Answers>(count).fill(await askUnder("relu")) };
    }
    const [relu, tanh] = await Promise.all([askUnder("relu"), askUnder("tanh")]);
    const logitsOf = (answers: Answers, network: number) => part(answers.logits, network, images * classes);
    const answersOf = known.map((own, network) => {
      const activation =
        own ?? likelierActivation(logitsOf(relu, network), logitsOf(tanh, network), labels, classes);
      return activation === "relu" ? relu : tanh;
    });
    return { first, count, answersOf };
  }

  private describe({ first, answersOf }: Asked, out: Matrix, firstColumn: number): void {
    const { forward, describer, sets } = this;
    const { images, classes, units } = forward;
    for (const [network, { logits, hidden }] of answersOf.entries()) {
      const ownLogits = part(logits, network, images * classes);
      const ownUnits = part(hidden ?? new Float32Array(), network, images * units);
      const target = matrixRow(out, first + network);
      for (const set of sets.names.keys()) {
        const description = describer.describe(
          part(ownLogits, set, sets.imagesOfSet * classes),
          part(ownUnits, set, sets.imagesOfSet * units),
        );
        target.set(description, firstColumn + set * description.length);
      }
    }
  }
}

/** Returns the values from `index * length` to `(index + 1) * length` as a view. */
function part(values: Float32Array, index: number, length: number): Float32Array {
  return values.subarray(index * length, (index + 1) * length);
}
