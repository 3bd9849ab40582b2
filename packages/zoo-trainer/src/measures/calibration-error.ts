import type { Measure } from "./measure.js";

/** As Guo et al. 2017 have it. */
const BINS = 15;

/**
 * The expected calibration error on the test images (Guo et al. 2017, arXiv:1706.04599): predictions are put into 15 bins of equal width by
 * their confidence, the probability of the predicted class, and the distances between the mean confidence and the accuracy of each bin are
 * averaged, each bin counting as often as it has predictions. A confidence at the border of two bins belongs to the lower one.
 */
export const CALIBRATION_ERROR: Measure<"calibration-error"> = {
  name: "calibration-error",
  help: "test_ece: the expected calibration error on the test images, in 15 bins of confidence",
  columns: () => ["test_ece"],
  measure({ predicted, labels }) {
    // Of each bin, the sum of its confidences less the number of its right predictions.
    const gaps = new Float64Array(BINS);
    for (const [i, confidence] of predicted.confidences.entries()) {
      const bin = Math.max(0, Math.ceil(confidence * BINS) - 1);
      gaps[bin] = (gaps[bin] ?? 0) + confidence - (predicted.classes[i] === labels[i] ? 1 : 0);
    }
    return [gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / labels.length];
  },
};
