/** The number of first epochs before each of which there is a checkpoint. */
const FIRST_EPOCHS = 4;

/**
 * The steps (epochs done) at which a network of the Small CNN Zoo is evaluated and stored: before epoch e where e < 4 or
 * e is a multiple of `between`, and after the last. 86 epochs with 20 between give 0, 1, 2, 3, 20, 40, 60, 80, 86.
 */
export function checkpointSteps(epochs: number, between: number): number[] {
  const steps: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch < FIRST_EPOCHS || epoch % between === 0) steps.push(epoch);
  }
  return [...steps, epochs];
}

/**
 * Returns the learning rate of an epoch, counted from 0, if it is reduced towards the end of the training: a
 * tenth of it in the last tenth of the epochs, a hundredth in the last two.
 */
export function reducedLearningRate(learningRate: number, epoch: number, epochs: number): number {
  if (epoch >= epochs - 2) return learningRate / 100;
  return epoch >= epochs - Math.floor(epochs / 10) ? learningRate / 10 : learningRate;
}
