import { Network } from "../network/network";

/** A network in training. */
@unmanaged
export class Trainer extends Network {
  /** [parameters, up to a multiple of four] f32 each. */
  gradient: usize;
  firstMoment: usize;
  secondMoment: usize;
  /** f64 scratch of the orthogonal initialiser. */
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
  // Hyperparameters.
  optimizer: i32;
  learningRate: f64;
  l2: f64;
  seed: i64;
  number: u32;
  augments: bool;
  // How the batch at work is augmented, see `augmentation.ts`.
  cropRow: u32;
  cropColumn: u32;
  /** In turns. */
  hue: f64;
  saturation: f64;
  brightness: f64;
  contrast: f64;
  mirrorKey: u64;
  // Progress.
  subsetSize: usize;
  epoch: u32;
  /** Optimiser steps so far. */
  step: u32;
  /** Products of Adam's decay rates over the steps so far. */
  firstDecay: f64;
  secondDecay: f64;
  /** Of the samples at work: the sum of cross-entropies, and how many classes are right. */
  lossSum: f64;
  correct: u32;
}
