import type { NetworkScore } from "@weightcast/predictors";

/** A checkpoint of a training that is watched. */
export interface WatchedCheckpoint {
  /** The number of epochs trained so far. */
  readonly step: number;
  /** The accuracy on the test images. */
  readonly accuracy: number;
  /** A model's prediction from the weights. */
  readonly score: NetworkScore;
}
