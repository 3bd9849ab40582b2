import type { Measure } from "./measure.js";

/** Of each class, the share of its test images that are predicted to be of it. */
export const PER_CLASS_ACCURACY: Measure<"per-class-accuracy"> = {
  name: "per-class-accuracy",
  help: "test_accuracy_class_0, …: the accuracy on the test images of each class",
  columns: (classes) => Array.from({ length: classes }, (_, label) => `test_accuracy_class_${label}`),
  measure({ predicted, labels, classes }) {
    const counts = new Uint32Array(classes);
    const right = new Uint32Array(classes);
    for (const [i, label] of labels.entries()) {
      counts[label] = (counts[label] ?? 0) + 1;
      if (predicted.classes[i] === label) right[label] = (right[label] ?? 0) + 1;
    }
    return Array.from(counts, (count, label) => (right[label] ?? 0) / count);
  },
};
