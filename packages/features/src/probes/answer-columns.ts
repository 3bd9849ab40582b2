/** The sizes of a network's answers to a set of images, from which the columns follow. */
export interface AnswerShape {
  readonly images: number;
  readonly classes: number;
  /** The number of inputs of the last layer. */
  readonly units: number;
}

/**
 * The maximum number of units for which the spectrum of their values is computed; for more units it would
 * take longer than the answers themselves.
 */
const MOST_UNITS_OF_SPECTRUM = 64;

/** Returns the number of singular values of the last layer's inputs that are features. */
export function unitSingularValues({ units }: AnswerShape): number {
  return units <= MOST_UNITS_OF_SPECTRUM ? units : 0;
}

/**
 * The names of the columns that `AnswerDescriber` writes, in its order. `p` is a softmax probability, `label` the class that an image
 * was made for.
 *
 * @param isLabelled whether each image has a label
 */
export function answerColumns(shape: AnswerShape, isLabelled: boolean): string[] {
  const { classes } = shape;
  const free = [
    "entropy-mean",
    "entropy-std",
    "entropy-of-mean-p",
    "top-p",
    "top-two-gap",
    ...numbered("mean-p", classes),
    ...numbered("logit-std", classes),
    ...numbered("logit-singular", classes),
    ...numbered("unit-singular", unitSingularValues(shape)),
    "idle-units",
  ];
  if (!isLabelled) return free;
  return [
    ...free,
    "cross-entropy",
    "cross-entropy-to-5",
    "accuracy",
    ...numbered("accuracy-of-class", classes),
    ...numbered("accuracy-sorted", classes),
    "label-p",
    ...paired("logit-of-class", classes),
    ...paired("p-of-class", classes),
    ...paired("log-p-of-class", classes),
  ];
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}[${i}]`);
}

function paired(name: string, count: number): string[] {
  return Array.from({ length: count * count }, (_, i) => `${name}[${Math.floor(i / count)},${i % count}]`);
}
