import { Network } from "../network/network";

/** A network in training. */
@unmanaged
export class Trainer extends Network {
  /** One value for each parameter, padded to a multiple of four: [parameters] f32 each. */
  gradient: usize;
  firstMoment: usize;
  secondMoment: usize;
  /** Scratch memory of the orthogonal initialiser, f64. */
  scratch: usize;
  /** [capacity] u32 each: the training samples, and the order in which this epoch visits them. */
  subset: usize;
  order: usize;
  labels: usize;
  /** [predicted] f64: the greatest probability that each predicted sample's classes have; [predicted] u32: its class. */
  confidences: usize;
  classes: usize;
  /** The samples, and whether they are f32: the passes see them unless they see the augmented pair. */
  samples: usize;
  sampleFloats: bool;
  /** [2][imageHeight][imageWidth][imageChannels] f32 */
  augmented: usize;
  // The hyperparameters.
  optimizer: i32;
  learningRate: f64;
  l2: f64;
  seed: i64;
  number: u32;
  augments: bool;
  // The augmentation of the current batch, see `augmentation.ts`.
  cropRow: u32;
  cropColumn: u32;
  /** The rotation of the hue, in turns. */
  hue: f64;
  saturation: f64;
  brightness: f64;
  contrast: f64;
  mirrorKey: u64;
  // The state of the training.
  subsetSize: usize;
  epoch: u32;
  /** The number of optimiser steps so far. */
  step: u32;
  /** The products of Adam's decay rates over the steps so far. */
  firstDecay: f64;
  secondDecay: f64;
  /**
   * The sum of cross-entropies of the samples evaluated so far, and the number of samples whose class is
   * right.
   */
  lossSum: f64;
  correct: u32;
}
