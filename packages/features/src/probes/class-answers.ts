/** The largest cross-entropy that counts in the clipped mean. */
const MOST_CROSS_ENTROPY = 5;
/** The smallest logarithm of a probability that counts in the means by class. */
const LEAST_LOGARITHM = -8;
/** Added to the norm so that the division by it is finite. */
const SMALL_NORM = 1e-9;

/** Describes how well a network's answers fit the classes that the images were made for. */
export class ClassAnswers {
  private readonly imagesOfClass: Float64Array;
  private readonly right: Float64Array;
  private readonly logits: Float64Array;
  private readonly probabilities: Float64Array;
  private readonly logarithms: Float64Array;

  /** @param labels the class of each image, every class at least once: [images] */
  constructor(
    private readonly classes: number,
    private readonly labels: Int32Array,
  ) {
    this.imagesOfClass = new Float64Array(classes);
    for (const label of labels) this.imagesOfClass[label]!++;
    this.right = new Float64Array(classes);
    this.logits = new Float64Array(classes * classes);
    this.probabilities = new Float64Array(classes * classes);
    this.logarithms = new Float64Array(classes * classes);
  }

  /**
   * Writes cross-entropy, accuracy, accuracies by class and the three matrices [class of the image, class answered].
   *
   * @param logits [images, classes], finite
   * @param probabilities [images, classes]
   * @param logProbabilities [images, classes]
   * @param next the column of `row` to start at
   */
  describe(
    logits: Float32Array,
    probabilities: Float64Array,
    logProbabilities: Float64Array,
    row: Float64Array,
    next: number,
  ): void {
    const { classes, labels, right, imagesOfClass } = this;
    const images = labels.length;
    right.fill(0);
    for (const means of [this.logits, this.probabilities, this.logarithms]) means.fill(0);
    let crossEntropies = 0;
    let clipped = 0;
    let answersRight = 0;
    let labelProbability = 0;
    for (let image = 0; image < images; image++) {
      const start = image * classes;
      const label = labels[image]!;
      const crossEntropy = -logProbabilities[start + label]!;
      crossEntropies += crossEntropy;
      clipped += Math.min(crossEntropy, MOST_CROSS_ENTROPY);
      labelProbability += probabilities[start + label]!;
      const answer = this.addImage(label, start, logits, probabilities, logProbabilities);
      if (answer === label) {
        answersRight++;
        right[label]! += 1 / imagesOfClass[label]!;
      }
    }
    row[next] = crossEntropies / images;
    row[next + 1] = clipped / images;
    row[next + 2] = answersRight / images;
    row.set(right, next + 3);
    row.set(right.sort(), next + 3 + classes);
    row[next + 3 + 2 * classes] = labelProbability / images;
    const matrices = next + 4 + 2 * classes;
    normalise(this.logits);
    row.set(this.logits, matrices);
    row.set(this.probabilities, matrices + classes * classes);
    row.set(this.logarithms, matrices + 2 * classes * classes);
  }

  /** Adds one image's answers to the means of its class; returns the class answered, the first where several are largest. */
  private addImage(
    label: number,
    start: number,
    logits: Float32Array,
    probabilities: Float64Array,
    logProbabilities: Float64Array,
  ): number {
    const { classes } = this;
    const share = 1 / this.imagesOfClass[label]!;
    let sum = 0;
    let answer = 0;
    for (let k = 0; k < classes; k++) {
      sum += logits[start + k]!;
      if (logits[start + k]! > logits[start + answer]!) answer = k;
    }
    const mean = sum / classes;
    for (let k = 0; k < classes; k++) {
      const cell = label * classes + k;
      this.logits[cell]! += share * (logits[start + k]! - mean);
      this.probabilities[cell]! += share * probabilities[start + k]!;
      this.logarithms[cell]! += share * Math.max(logProbabilities[start + k]!, LEAST_LOGARITHM);
    }
    return answer;
  }
}

/** Divides values by the square root of the sum of their squares. */
function normalise(values: Float64Array): void {
  let squares = 0;
  for (const value of values) squares += value * value;
  const norm = Math.max(Math.sqrt(squares), SMALL_NORM);
  for (let i = 0; i < values.length; i++) values[i]! /= norm;
}
